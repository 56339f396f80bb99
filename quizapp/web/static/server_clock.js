'use strict';

/*
 * The server's time, on a phone whose own clock may be wrong: the moment of an answer, counted on with
 * performance.now(), which nobody can set. Of several answers the quickest one is believed.
 */
class ServerClock {
  constructor() {
    this.forget();
  }

  /* After the phone slept its counter may have stood still: what was known is worth less than the next answer. */
  forget() {
    this.doubt = Infinity;
  }

  learn(serverNow, sentAt, receivedAt) {
    const doubt = (receivedAt - sentAt) / 2;
    if (doubt < this.doubt) {
      this.doubt = doubt;
      this.ahead = Date.parse(serverNow) - (sentAt + receivedAt) / 2;
    }
  }

  /* The page itself was an answer too. */
  learnFromPage(serverNow) {
    const [page] = performance.getEntriesByType ? performance.getEntriesByType('navigation') : [];
    this.learn(serverNow, page ? page.requestStart : 0, page ? page.responseStart : performance.now());
  }

  now() {
    return performance.now() + this.ahead;
  }
}

/* 7:32, or 1:07:32 above an hour; a started second counts. */
function clockFace(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/* The sentences of a page, as the server wrote them in the reader's language; `{name}` is a gap. */
function readWords() {
  const said = new Map();
  const items = document.getElementById('words').content.querySelectorAll('[data-word]');
  items.forEach((item) => said.set(item.dataset.word, item.textContent));
  return (name, gaps) =>
    Object.keys(gaps || {}).reduce((text, gap) => text.replace(`{${gap}}`, gaps[gap]), said.get(name));
}

/* Spans above a day are said in words. */
function spanOrFace(milliseconds, words) {
  const hours = Math.floor(milliseconds / 3600000);
  return hours < 24 ? clockFace(milliseconds) : words('days', { d: Math.floor(hours / 24), h: hours % 24 });
}
