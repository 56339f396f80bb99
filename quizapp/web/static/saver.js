'use strict';

/*
 * Brings answers to the server, one after the other, until each has arrived.
 * `listener` hears: state(name), saved(answer, call), kept(question, options), refused(question), ended(code).
 */
class Saver {
  constructor(api, attempt, store, listener) {
    this.api = api;
    this.path = `/api/v1/attempts/${attempt}/answers`;
    this.store = store;
    this.listener = listener;
    this.client = `page-${Saver.random()}`;
    this.savedSeq = 0;
    this.failures = 0;
    this.running = false;
    this.held = false;
    this.wake = () => {};
    window.addEventListener('online', () => this.wake());
  }

  answer(question, options) {
    this.store.keep(question, options, this.store.nextSeq(this.savedSeq), this.client);
    this.run();
  }

  /* Stop sending: the contest stands still, or the sheet is being handed in. */
  hold() {
    this.held = true;
    this.wake();
  }

  release() {
    this.held = false;
    this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    let item = this.next();
    while (item) {
      await this.send(item);
      item = this.next();
    }
    this.running = false;
  }

  next() {
    return this.held ? null : this.store.pending()[0];
  }

  async send(item) {
    if (!this.failures) this.listener.state('saving');
    let call;
    try {
      call = await this.api.call('PUT', this.path, Saver.body(item));
    } catch (error) {
      if (!(error instanceof NetworkAway)) throw error;
      await this.wait('offline', 0);
      return;
    }
    if (!this.held) await this.take(item, call);
  }

  async take(item, call) {
    if (call.status === 429 || call.status >= 500) {
      await this.wait('busy', call.retryAfter);
    } else if (call.status === 422 || call.status === 413) {
      this.store.drop(item);
      this.listener.refused(item.question);
    } else if (call.status === 200) {
      this.arrived(item, call);
    } else {
      this.held = true;
      this.listener.ended(call.code);
    }
  }

  arrived(item, call) {
    this.failures = 0;
    this.savedSeq = Math.max(this.savedSeq, call.body.saved_seq);
    this.store.drop(item);
    this.listener.saved(call.body, call);
    const kept = call.body.kept[item.question];
    if (kept) this.listener.kept(item.question, kept.answer);
    if (!this.store.pending().length) this.listener.state('saved');
  }

  async wait(state, atLeast) {
    this.listener.state(state);
    const pause = Math.max(atLeast * (1 + Math.random() / 2), backoff(this.failures));
    this.failures += 1;
    await Promise.race([sleep(pause), new Promise((resolve) => { this.wake = resolve; })]);
  }

  static body(item) {
    return { client: item.client, seq: item.seq, answers: { [item.question]: item.options } };
  }

  static random() {
    return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join('');
  }
}
