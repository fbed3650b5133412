/** Text for XML and HTML, in elements and in attributes between double quotes; characters that XML forbids are replaced. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`)
  );
}
