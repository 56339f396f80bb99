'use strict';

/*
 * The page of an attempt, once it runs script: all questions held, one on the screen, every choice kept in the phone
 * at once and sent on. The server's clock alone decides; the page only counts down to it.
 */
class SheetPage {
  constructor(root) {
    this.attempt = root.dataset.attempt;
    this.number = Number(root.dataset.number);
    this.resultPage = root.dataset.result;
    this.view = new SheetView();
    this.clock = new ServerClock();
    this.api = new PhoneApi();
    this.store = new SheetStore(this.attempt);
    this.saver = new Saver(this.api, this.attempt, this.store, this);
    this.questions = [];
    this.answers = {};
    this.ending = false;
    this.stopped = false;
  }

  async begin() {
    await this.untilLoaded();
    if (this.gone) return;
    this.takeOver();
    this.show(this.number);
    this.saver.run();
    this.tick();
    setInterval(() => this.tick(), 250);
  }

  async untilLoaded() {
    for (let failures = 0; !(await this.load()); failures += 1) await sleep(backoff(failures));
  }

  /* Learn what the server has. False if it could not be asked. */
  async load() {
    let call;
    try {
      call = await this.api.call('GET', `/api/v1/attempts/${this.attempt}`);
    } catch (error) {
      return false;
    }
    if (call.status === 429 || call.status >= 500) return false;
    if (call.status === 200 && call.body.state === 'open') this.take(call);
    else await this.isClosed();
    return true;
  }

  take(call) {
    const state = call.body;
    this.clock.learn(state.server_now, call.sentAt, call.receivedAt);
    this.api.token = state.token;
    this.saver.savedSeq = state.saved.seq;
    this.questions = state.questions;
    this.grace = state.grace_ms;
    this.answers = Object.assign({}, state.saved.answers);
    this.store.pending().forEach((item) => { this.answers[item.question] = item.options; });
    this.moveDeadline(state.deadline);
    this.standStill(state.stopped);
  }

  /* From here on the buttons are the page's, no longer the form's. */
  takeOver() {
    const on = (id, does) => document.getElementById(id).addEventListener('click', (event) => {
      event.preventDefault();
      does(event);
    });
    on('back', () => this.show(this.number - 1));
    on('on', () => (this.number < this.questions.length ? this.show(this.number + 1) : this.openOverview()));
    on('check', () => this.openOverview());
    on('return', () => this.show(this.number));
    on('hand-in', () => this.handIn('handing-in'));
    on('cells', (event) => {
      const cell = event.target.closest('a');
      if (cell) this.show(Number(cell.textContent));
    });
    document.getElementById('answer').addEventListener('submit', (event) => event.preventDefault());
    document.getElementById('options').addEventListener('change', () => this.choose());
    window.addEventListener('storage', (event) => this.hear(this.store.heard(event)));
    window.addEventListener('pageshow', (event) => event.persisted && this.refresh());
    document.addEventListener('visibilitychange', () => !document.hidden && this.refresh());
    // Chosen on the form while the page was still loading.
    if (this.view.chosen().length && String(this.view.chosen()) !== String(this.chosen(this.number))) this.choose();
    this.view.showState(Object.keys(this.answers).length ? 'saved' : 'untouched');
  }

  question(number) {
    return this.questions[number - 1];
  }

  chosen(number) {
    return this.answers[this.question(number).id] || [];
  }

  show(number) {
    const moved = number !== this.number;
    this.number = Math.min(Math.max(number, 1), this.questions.length);
    this.view.showQuestion(this.question(this.number), this.number, this.questions.length, this.chosen(this.number));
    this.showMarks();
    history.replaceState(null, '', `?q=${this.number}`);
    if (!moved) return;
    if (!this.stopped) this.view.tellNothing();
    document.getElementById('stem').focus({ preventScroll: true });
  }

  openOverview() {
    this.showMarks();
    this.view.open('overview');
  }

  showMarks() {
    this.view.showMarks(this.questions.map((_, i) => this.chosen(i + 1).length > 0), this.number);
  }

  choose() {
    const question = this.question(this.number).id;
    this.answers[question] = this.view.chosen();
    this.saver.answer(question, this.answers[question]);
    if (this.stopped) this.view.showState('waiting');
    this.showMarks();
  }

  /* An answer that was given elsewhere: on another page of this phone, or on another phone. */
  hear(heard) {
    if (!heard) return;
    this.answers[heard.question] = heard.options;
    if (this.question(this.number).id === heard.question) this.view.choose(heard.options);
    this.showMarks();
  }

  place(question) {
    return this.questions.findIndex((each) => each.id === question) + 1;
  }

  async refresh() {
    if (this.ending || this.gone) return;
    this.clock.forget();
    if (!(await this.load()) || this.gone || this.ending) return;
    this.view.choose(this.chosen(this.number));
    this.showMarks();
    this.saver.run();
  }

  /* What the saver says. */

  state(name) {
    this.view.showState(name);
  }

  saved(answer, call) {
    this.clock.learn(answer.server_now, call.sentAt, call.receivedAt);
    this.moveDeadline(answer.deadline);
  }

  kept(question, options) {
    this.hear({ question, options });
    this.view.tell('kept', { n: this.place(question) });
  }

  refused(question) {
    this.view.tell('refused', { n: this.place(question) });
  }

  ended(code) {
    if (code === 'stopped') this.standStill(true);
    else this.isClosed();
  }

  /* Time. */

  moveDeadline(text) {
    const deadline = Date.parse(text);
    if (deadline === this.deadline) return;
    if (this.deadline) this.view.tell('extended');
    this.deadline = deadline;
    this.view.resetTime();
    this.warned = new Set(SheetPage.WARNINGS.filter((each) => deadline - this.clock.now() <= each.at));
  }

  tick() {
    if (this.stopped || this.ending || this.gone) return;
    const left = this.deadline - this.clock.now();
    this.view.showTime(left);
    SheetPage.WARNINGS.filter((each) => left <= each.at && !this.warned.has(each)).forEach((each) => {
      this.warned.add(each);
      this.view.tell(each.words);
    });
    if (left <= 0) this.timeIsOver();
  }

  /* The deadline may have been moved since the page last heard of it; and not everybody asks at the same instant. */
  async timeIsOver() {
    this.ending = true;
    this.view.showEnding('time-over');
    await sleep(Math.random() * Math.min(1000, this.grace / 2));
    for (let failures = 0; !(await this.load()); failures += 1) {
      this.view.showEnding('time-over-trying');
      await Promise.race([sleep(backoff(failures)), SheetPage.online()]);
    }
    if (this.gone) return;
    if (this.stopped || this.deadline > this.clock.now()) this.goOn();
    else await this.handIn('time-over');
  }

  goOn() {
    this.ending = false;
    this.show(this.number);
  }

  /* The contest was stopped, or goes on: all clocks stand still meanwhile, and answers wait in the phone. */
  standStill(stopped) {
    if (stopped === this.stopped) return;
    this.stopped = stopped;
    if (!stopped) {
      this.view.tell('resumed');
      this.saver.release();
      return;
    }
    this.view.tell('stopped');
    this.view.showState('waiting');
    this.saver.hold();
    this.askAgain();
  }

  async askAgain() {
    while (this.stopped && !this.gone) {
      await sleep(5000 + Math.random() * 5000);
      await this.load();
    }
  }

  /* Hand in with whatever is still on its way; goes on trying until the server has answered. */
  async handIn(words) {
    this.ending = true;
    this.view.showEnding(words);
    this.saver.hold();
    for (let failures = 0; this.ending && !this.gone; failures += 1) {
      const wait = await this.handInOnce();
      if (!this.ending || this.gone) return;
      this.view.showEnding(`${words}-trying`);
      await Promise.race([sleep(Math.max(wait, backoff(failures))), SheetPage.online()]);
    }
  }

  /* -> how long to wait at least before trying again. */
  async handInOnce() {
    let call;
    try {
      call = await this.api.call('POST', `/api/v1/attempts/${this.attempt}/submission`, this.last());
    } catch (error) {
      return 0;
    }
    if (call.status === 429 || call.status >= 500) return call.retryAfter;
    if (call.status === 422) {
      this.store.clear();
    } else if (call.code === 'stopped') {
      this.goOn();
      this.standStill(true);
    } else {
      this.leave((call.body.not_accepted || []).length);
    }
    return 0;
  }

  /* Closed already, by the server or on another page: answers that are still here ask what became of them. */
  async isClosed() {
    if (this.store.pending().length) await this.handIn('handing-in');
    else this.leave();
  }

  last() {
    const answers = {};
    this.store.pending().forEach((item) => { answers[item.question] = item.options; });
    return { client: this.saver.client, seq: this.store.nextSeq(this.saver.savedSeq), answers };
  }

  /* The page of the result clears the phone, once it shows that the sheet is closed. */
  leave(late) {
    this.gone = true;
    this.saver.hold();
    location.replace(this.resultPage + (late ? `?late=${late}` : ''));
  }

  static online() {
    return new Promise((resolve) => window.addEventListener('online', resolve, { once: true }));
  }
}
SheetPage.WARNINGS = [{ at: 300000, words: 'five-minutes' }, { at: 60000, words: 'one-minute' }];

new SheetPage(document.getElementById('sheet')).begin();
