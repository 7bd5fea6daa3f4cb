// Requests to the server, all of the same origin and authorized by the session cookie.
import { api } from "./address";

/** What the service answers a wrong request with. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly target?: string,
  ) {
    super(message);
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string; target?: string };
}

/** The error of an answer that is none of success. */
export function errorOf(status: number, body: string): ServiceError {
  try {
    const { error } = JSON.parse(body) as ErrorBody;
    if (error?.message) return new ServiceError(status, error.code ?? "", error.message, error.target);
  } catch {
    // Not from the service: a proxy, say.
  }
  return new ServiceError(status, "", `The server has answered ${status} without saying why.`);
}

/** What can be shown of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof ServiceError) return error.message;
  if (error instanceof TypeError) return "The server cannot be reached.";
  return error instanceof Error ? error.message : String(error);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Called when the session has ended: any request may find that out. */
let onSignedOut = (): void => {};

export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

/** Whatever the request was: without a session there is nothing to see. */
export function noteStatus(status: number): void {
  if (status === 401) onSignedOut();
}

/** Sends a request and gives the answer if it is one of success. */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { credentials: "same-origin", ...init });
  if (answer.ok) return answer;
  noteStatus(answer.status);
  throw errorOf(answer.status, await answer.text());
}

export async function getJSON<T>(url: string, signal?: AbortSignal): Promise<T> {
  const answer = await send(url, { headers: { Accept: "application/json" }, signal: signal ?? null });
  return (await answer.json()) as T;
}

export async function postJSON<T>(url: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Asks the explorer's own part of the server. */
export const ask = <T>(name: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  postJSON<T>(api(name), body, signal);
