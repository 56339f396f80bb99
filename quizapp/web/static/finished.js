'use strict';

/* The attempt is over: the phone keeps nothing of it. */
new SheetStore(document.getElementById('finished').dataset.attempt).clear();
