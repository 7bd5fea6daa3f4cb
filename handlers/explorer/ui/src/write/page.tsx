export function Writing() {
  return <h1>Write</h1>;
}
