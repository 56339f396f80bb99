'use strict';

/* Making room for the next person: nothing of the last one stays in the phone, and no answer is lost unawares. */
const leaveForm = document.querySelector('[data-leave-form]');
if (leaveForm) {
  const told = leaveForm.querySelector('[data-leave-told]');
  leaveForm.addEventListener('submit', (event) => {
    if (SheetStore.unsent() && told.hidden) {
      event.preventDefault();
      told.textContent = leaveForm.dataset.unsent;
      told.hidden = false;
      return;
    }
    SheetStore.clearAll();
  });
}
