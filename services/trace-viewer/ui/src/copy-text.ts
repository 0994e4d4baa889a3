/** Puts a text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  // Only a secure origin has the clipboard; on a plain address of another machine a selected text area does it.
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
