'use strict';

/* The sheet as it is seen: puts questions, marks, time and sentences into the page. It decides nothing. */
class SheetView {
  constructor() {
    this.words = readWords();
    this.part = (id) => document.getElementById(id);
    this.title = document.title.split(' · ').slice(1).join(' · ');
    this.shownSeconds = Infinity;
  }

  showQuestion(question, number, total, chosen) {
    this.fill(this.part('place'), this.words('place', { n: number }), ` / ${total}`);
    this.part('kind').textContent = this.words(`kinds.${question.kind}`);
    this.part('stem').textContent = question.stem;
    this.part('options').querySelectorAll('.option').forEach((option) => option.remove());
    question.options.forEach((option, i) => this.part('options').appendChild(this.option(question, option, i, chosen)));
    this.part('back').disabled = number === 1;
    this.part('on').textContent = this.words(number < total ? 'on' : 'to-check');
    document.title = `${this.words('place', { n: number })} · ${this.title}`;
    this.open('asking');
  }

  fill(place, text, rest) {
    place.firstChild.nodeValue = `${text} `;
    place.querySelector('span').textContent = rest.trim();
  }

  option(question, option, i, chosen) {
    const label = this.part('option').content.firstElementChild.cloneNode(true);
    const [input, letter, text] = label.children;
    const many = question.kind === 'multiple_choice';
    label.classList.toggle('many', many);
    input.type = many ? 'checkbox' : 'radio';
    input.value = option.id;
    input.checked = chosen.includes(option.id);
    letter.textContent = String.fromCharCode(65 + i);
    text.textContent = option.text;
    return label;
  }

  /* What is chosen on the screen, in the order of the options' names. */
  chosen() {
    return Array.from(document.querySelectorAll('#options input:checked'), (input) => input.value).sort();
  }

  choose(options) {
    document.querySelectorAll('#options input').forEach((input) => {
      input.checked = options.includes(input.value);
    });
  }

  /* `answered`: for each question whether it has an answer. */
  showMarks(answered, here) {
    Array.from(this.part('dots').children).forEach((dot, i) => {
      dot.className = i + 1 === here ? 'here' : answered[i] ? 'done' : '';
    });
    Array.from(this.part('cells').querySelectorAll('a')).forEach((cell, i) => {
      cell.className = answered[i] ? 'done' : '';
      cell.setAttribute('aria-label', this.words(answered[i] ? 'answered-one' : 'unanswered-one', { n: i + 1 }));
    });
    const missing = answered.map((done, i) => (done ? 0 : i + 1)).filter(Boolean);
    this.part('missing').textContent = missing.length
      ? this.words('unanswered', { n: missing.length, which: missing.join(this.words('and')) })
      : this.words('all-answered');
  }

  /* One of: asking, overview, ending. */
  open(name) {
    ['asking', 'overview', 'ending'].forEach((each) => { this.part(each).hidden = each !== name; });
    this.part('thumb').hidden = name !== 'asking';
    this.part('check-thumb').hidden = name !== 'overview';
    window.scrollTo(0, 0);
  }

  showEnding(sentence) {
    this.open('ending');
    this.part('ending-told').textContent = this.words(sentence);
  }

  /* The time left never runs backwards: a better estimate of it waits until the clock has come down to it. */
  showTime(milliseconds) {
    this.shownSeconds = Math.min(this.shownSeconds, Math.max(0, Math.ceil(milliseconds / 1000)));
    const face = spanOrFace(this.shownSeconds * 1000, this.words);
    this.part('time').textContent = this.words('left', { time: face });
    this.part('time').classList.toggle('short', this.shownSeconds <= 60);
  }

  /* The deadline moved: the time may go up. */
  resetTime() {
    this.shownSeconds = Infinity;
  }

  showState(name) {
    const saved = this.part('saved');
    saved.className = { saved: 'saved', offline: 'saved offline', busy: 'saved offline' }[name] || 'saved waiting';
    if (saved.textContent !== this.words(name)) saved.textContent = this.words(name);
  }

  tell(name, gaps) {
    this.part('told').textContent = this.words(name, gaps);
    this.part('told').hidden = false;
  }

  tellNothing() {
    this.part('told').hidden = true;
  }
}
