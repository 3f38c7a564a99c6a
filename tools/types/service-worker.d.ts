// What a service worker has that no page has, as far as site/sw.js uses it: TypeScript's own types of workers cannot be
// had beside those of pages.

declare var registration: ServiceWorkerRegistration;
declare var clients: { matchAll(): Promise<object[]>; claim(): Promise<void> };
declare function skipWaiting(): Promise<void>;

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown> | undefined): void;
}

interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

interface WindowEventMap {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
}

// What the build writes before it; see bundler/publish/offline.py.

declare var VERSION: string;

/** Hashes, by path. */
declare var FILES: Record<string, string>;
