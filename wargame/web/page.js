// What textual.js, which ran before this, leaves to do: the token out of the address, letters of a size that fits, the
// keyboard in the terminal, keys for who has none, and the reason of an end told. It makes its terminal and connects once
// the page is loaded.
"use strict";

history.replaceState(null, "", "/"); // a cookie stands for the token from here on; other parameters are nobody's

const terminal = document.getElementById("terminal");
const keys = document.getElementById("keys");
let live = null; // the socket

// What the page calls itself, as long as its tab lasts, so that it comes back to its game when it is loaded again.
function ownName() {
  const name = sessionStorage.getItem("page") ?? crypto.randomUUID().replaceAll("-", "");
  sessionStorage.setItem("page", name);
  return name;
}

terminal.dataset.sessionWebsocketUrl = `ws://${location.host}/ws/${ownName()}`;

// Where there is no keyboard, as on a phone, there are keys to touch, and a touch of the screen asks for no keyboard.
const isTouched = matchMedia("(pointer: coarse)").matches;
keys.hidden = !isTouched;

// The screens want 60 columns of 18 lines; a letter is six tenths as wide as it is high, and a line a third higher.
const LEAST = 7, MOST = 16, COLUMNS = 61, LINES = 19;
const height = innerHeight - keys.offsetHeight;
const fitting = Math.min(innerWidth / COLUMNS / 0.6, height / LINES / 1.33);
terminal.dataset.fontSize = Math.max(LEAST, Math.min(MOST, Math.floor(fitting * 10) / 10));

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
    live = this;
    this.addEventListener("close", tellEnd);
  }
  send(data) {
    if (this.readyState === WebSocket.OPEN) super.send(data); // it tells of the keyboard before it is connected
  }
};

document.querySelector("#ended button").addEventListener("click", () => location.reload());

for (const key of keys.querySelectorAll("[data-sends]")) {
  key.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the terminal keeps the keyboard
    const sent = key.dataset.sends.replace("ESC", "\x1b").replace("ENTER", "\r").replace("TAB", "\t");
    if (live?.readyState === WebSocket.OPEN) live.send(JSON.stringify(["stdin", sent]));
  });
}

// textual.js makes the terminal on the same event, and comes first.
window.addEventListener("load", () => {
  const typed = document.querySelector(".xterm-helper-textarea");
  if (isTouched) typed.inputMode = "none";
  document.getElementById("typing").addEventListener("click", () => {
    typed.inputMode = typed.inputMode === "none" ? "text" : "none";
    typed.blur();
    typed.focus();
  });
  typed.focus();
});
