// Pages that are opened less often: a file of their own, loaded with the first of them.
export { Profile } from "./profile/profile";
export { Writing } from "./write/page";
