'use strict';

/* The page of a contest that has not opened: counts down by the server's clock, and opens itself without a reload. */
class Opening {
  constructor(root) {
    this.root = root;
    this.words = readWords();
    this.clock = new ServerClock();
    this.clock.learnFromPage(root.dataset.serverNow);
    this.failures = 0;
    this.awaitOpening(root.dataset.opensAt, Number(root.dataset.spread));
  }

  begin() {
    this.tick();
    this.timer = setInterval(() => this.tick(), 250);
    window.addEventListener('pageshow', (event) => event.persisted && this.ask());
    document.addEventListener('visibilitychange', () => !document.hidden && this.ask());
  }

  /* Everybody's phone reaches the opening at the same instant; each asks at a moment of its own after it. */
  awaitOpening(opensAt, spreadSeconds) {
    this.opensAt = Date.parse(opensAt);
    this.askAt = this.opensAt + Math.random() * (spreadSeconds * 1000 + 1000);
  }

  tick() {
    this.part('[data-countdown]').textContent = spanOrFace(Math.max(0, this.opensAt - this.clock.now()), this.words);
    if (this.clock.now() >= this.askAt) this.ask();
  }

  async ask() {
    if (this.asking || this.isOpen) return;
    this.asking = true;
    this.askAt = this.clock.now() + backoff(this.failures);
    try {
      this.take(await new PhoneApi().call('GET', `/api/v1/contests/${this.root.dataset.slug}`));
    } catch (error) {
      this.failures += 1;
    }
    this.asking = false;
  }

  take(call) {
    if (call.status !== 200) {
      this.failures += 1;
      this.askAt = this.clock.now() + Math.max(call.retryAfter, backoff(this.failures));
      return;
    }
    this.clock.forget();
    this.clock.learn(call.body.server_now, call.sentAt, call.receivedAt);
    if (call.body.phase === 'scheduled') this.awaitOpening(call.body.opens_at, call.body.start_spread_seconds);
    else if (call.body.phase === 'open') this.open();
    else location.reload();
  }

  open() {
    this.isOpen = true;
    clearInterval(this.timer);
    this.part('[data-before]').hidden = true;
    this.part('[data-countdown]').textContent = this.words('open');
    document.getElementById('told').textContent = this.words('open');
    const button = document.querySelector('.bar.thumb [data-start-form] button');
    if (!button) return;
    button.disabled = false;
    button.textContent = this.words('start');
  }

  part(selector) {
    return this.root.querySelector(selector);
  }
}

const opening = document.getElementById('opening');
if (opening.dataset.phase === 'scheduled') new Opening(opening).begin();
