'use strict';

/*
 * Answers on their way, kept in the phone until the server has them: they survive a reload and a dead network.
 * Each answer has a key of its own, so that two pages of one attempt never overwrite each other's; the pages share
 * one counter, so that of two answers to one question the later one has the higher number.
 */
class SheetStore {
  constructor(attempt) {
    this.prefix = `${SheetStore.PREFIX}${attempt}.`;
    this.storage = SheetStore.storage();
  }

  /* The number of the next answer, above everything that the server or another page has seen. */
  nextSeq(savedSeq) {
    const seq = Math.max(savedSeq, Number(this.storage.getItem(`${this.prefix}#`) || 0)) + 1;
    this.write('#', String(seq));
    return seq;
  }

  keep(question, options, seq, client) {
    this.write(question, JSON.stringify({ options, seq, client }));
  }

  /* The oldest first. */
  pending() {
    return SheetStore.keys(this.storage, this.prefix)
      .filter((key) => !key.endsWith('.#'))
      .map((key) => Object.assign({ question: key.slice(this.prefix.length) }, JSON.parse(this.storage.getItem(key))))
      .sort((a, b) => a.seq - b.seq);
  }

  /* Forget an answer that has arrived, unless it was changed meanwhile. */
  drop(item) {
    const stands = this.pending().find((each) => each.question === item.question);
    if (stands && stands.seq === item.seq && stands.client === item.client) {
      this.storage.removeItem(this.prefix + item.question);
    }
  }

  clear() {
    SheetStore.keys(this.storage, this.prefix).forEach((key) => this.storage.removeItem(key));
  }

  /* What another page of this attempt has just answered, from a storage event; null for anything else. */
  heard(event) {
    if (!event.key || !event.newValue || !event.key.startsWith(this.prefix) || event.key.endsWith('.#')) return null;
    return { question: event.key.slice(this.prefix.length), options: JSON.parse(event.newValue).options };
  }

  write(name, value) {
    try {
      this.storage.setItem(this.prefix + name, value);
    } catch (error) {
      // The phone's memory is full or forbidden: from here on this page keeps the answers itself.
      this.storage = SheetStore.copied(this.storage);
      this.storage.setItem(this.prefix + name, value);
    }
  }

  static storage() {
    try {
      window.localStorage.getItem('');
      return window.localStorage;
    } catch (error) {
      return new PageMemory();
    }
  }

  static copied(storage) {
    const memory = new PageMemory();
    SheetStore.keys(storage, '').forEach((key) => memory.setItem(key, storage.getItem(key)));
    return memory;
  }

  static keys(storage, prefix) {
    return Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((key) => key.startsWith(prefix));
  }

  /* Whether an answer of any attempt on this phone is still on its way. */
  static unsent() {
    return SheetStore.keys(SheetStore.storage(), SheetStore.PREFIX).some((key) => !key.endsWith('.#'));
  }

  static clearAll() {
    const storage = SheetStore.storage();
    SheetStore.keys(storage, SheetStore.PREFIX).forEach((key) => storage.removeItem(key));
  }
}
SheetStore.PREFIX = 'sheet.';

/* Stands in for localStorage where a phone has none. */
class PageMemory {
  constructor() {
    this.items = new Map();
  }

  get length() {
    return this.items.size;
  }

  key(i) {
    return Array.from(this.items.keys())[i];
  }

  getItem(key) {
    return this.items.has(key) ? this.items.get(key) : null;
  }

  setItem(key, value) {
    this.items.set(key, value);
  }

  removeItem(key) {
    this.items.delete(key);
  }
}
