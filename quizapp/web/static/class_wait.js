'use strict';

/* Waiting for the teacher: asks every two seconds, and goes in once the attempt is there. */
class Waiting {
  constructor(root) {
    this.root = root;
    this.told = document.getElementById('told');
    this.failures = 0;
    window.addEventListener('pageshow', (event) => event.persisted && this.ask());
  }

  async begin() {
    for (;;) {
      await sleep(this.failures ? backoff(this.failures) : Waiting.EVERY * (0.75 + Math.random() / 2));
      await this.ask();
    }
  }

  async ask() {
    try {
      this.take(await new PhoneApi().call('GET', `/api/v1/contests/${this.root.dataset.slug}`));
    } catch (error) {
      this.failures += 1;
    }
    this.told.textContent = this.told.dataset.offline;
    this.told.hidden = this.failures < 2;
  }

  take(call) {
    if (call.status !== 200) {
      this.failures += 1;
      return;
    }
    this.failures = 0;
    if (call.body.open_attempt) location.replace(`/a/${call.body.open_attempt}`);
    else if (['closed', 'finished'].includes(call.body.phase)) location.replace(`/c/${this.root.dataset.slug}`);
  }
}
Waiting.EVERY = 2000;

const waiting = document.getElementById('waiting');
if (waiting) new Waiting(waiting).begin();
