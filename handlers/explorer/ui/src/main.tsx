import { render } from "preact";
import { App } from "./shell/app";
import "./shell/theme";

render(<App />, document.getElementById("app")!);
