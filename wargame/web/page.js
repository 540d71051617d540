// What textual.js, which ran before this, leaves to do: the token out of the address, the keyboard in the terminal, and
// the reason of an end told. It makes its terminal and connects once the page is loaded.
"use strict";

history.replaceState(null, "", "/"); // a cookie stands for the token from here on; other parameters are nobody's
document.getElementById("terminal").dataset.sessionWebsocketUrl = `ws://${location.host}/ws`;

function tellEnd(event) {
  const ended = document.getElementById("ended");
  document.getElementById("why").textContent = event.reason || "The server has gone; every move is saved.";
  ended.hidden = false;
  ended.querySelector("button").focus();
}

// textual.js keeps its socket to itself.
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("close", tellEnd);
  }
};

document.querySelector("#ended button").addEventListener("click", () => location.reload());

// textual.js makes the terminal on the same event, and comes first.
window.addEventListener("load", () => document.querySelector(".xterm-helper-textarea").focus());
