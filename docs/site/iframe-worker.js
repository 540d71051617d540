/* Search in a site that is opened from a disk: browsers start no worker there, so a hidden frame takes its place.
   Named as the theme looks for it; with this file beside the pages it fetches none from another host. */
"use strict";

class FrameWorker extends EventTarget {
  constructor(address) {
    super();
    this.onmessage = null;
    this.onerror = null;
    this.frame = document.createElement("iframe");
    this.frame.hidden = true;
    document.body.appendChild(this.frame);
    window.addEventListener("message", (event) => this.receive(event));
    const inside = this.frame.contentWindow;
    inside.postMessage = (data) => window.dispatchEvent(new MessageEvent("message", { data, source: inside }));
    inside.importScripts = (...addresses) => Promise.all(addresses.map((each) => this.load(each)));
    this.ready = this.load(address);
  }

  load(address) {
    const script = this.frame.contentDocument.createElement("script");
    script.src = new URL(address, document.baseURI).href;
    const loaded = new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = reject;
    });
    this.frame.contentDocument.body.appendChild(script);
    return loaded;
  }

  receive(event) {
    if (event.source !== this.frame.contentWindow) return;
    event.stopImmediatePropagation();
    const message = new MessageEvent("message", { data: event.data });
    this.dispatchEvent(message);
    if (this.onmessage) this.onmessage(message);
  }

  postMessage(data) {
    const inside = this.frame.contentWindow;
    this.ready.then(() => inside.dispatchEvent(new MessageEvent("message", { data })));
  }

  terminate() {
    this.frame.remove();
  }
}

if (location.protocol === "file:") window.Worker = FrameWorker;
