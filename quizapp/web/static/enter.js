'use strict';

/* The field for the entry code: sets what is typed in groups; a QR code's link brings the code along behind a #. */
function grouped(text) {
  const plain = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return plain.length > 5 ? `${plain.slice(0, 5)}-${plain.slice(5, 10)}` : plain;
}

const codeForm = document.querySelector('[data-code-form]');
if (codeForm) {
  const field = codeForm.elements.code;
  field.addEventListener('input', () => {
    // Somebody who mends a letter in the middle keeps their place.
    if (field.selectionStart === field.value.length) field.value = grouped(field.value);
  });
  const brought = location.hash.slice(1);
  if (brought && location.pathname === codeForm.getAttribute('action')) {
    // Whoever gets the phone next must not find the code in its history.
    history.replaceState(null, '', location.pathname + location.search);
    field.value = grouped(decodeURIComponent(brought));
    codeForm.submit();
  }
}
