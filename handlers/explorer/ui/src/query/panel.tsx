import { apply } from "../model/state";
import { Button } from "../parts/button";

export function QueryPanel() {
  return <Button look="primary" onClick={() => apply()}>Run</Button>;
}
