// Loaded before flet's web client.
"use strict";

// F1 to F10 switch sections in the app: the browser must not open its help, search or reload on them.
// The keys still reach the app, which listens after this.
window.addEventListener("keydown", (event) => {
  if (/^F([1-9]|10)$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
  }
}, true);

// The client looks for an animation runtime (Rive) at a CDN, which Tasuki does not use. The content
// security policy would block that; here it is not even tried: a script of another origin becomes an
// address on this server that does not exist, which the client takes for "no Rive".
const source = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "src");
Object.defineProperty(HTMLScriptElement.prototype, "src", {
  ...source,
  set(value) {
    const own = new URL(String(value), document.baseURI).origin === window.location.origin;
    source.set.call(this, own || String(value).startsWith("blob:") ? value : "/web/absent.js");
  },
});
