import type { GateResult, Report } from '../report/schema.ts';
import { escapeXml } from './xml.ts';
import { headline, title } from './words.ts';

/** Tool names that JUnit readers show as a tree: everything of ours is below this. */
const PACKAGE = 'resnext.eval';

/**
 * The gates as JUnit XML, a test case each, in the form that Ant writes and Jenkins and GitLab read. A gate of level
 * `warn` that did not pass is a skipped test, with what it says. Without gates there is one test case, that the model was
 * judged.
 */
export function toJUnit(report: Report): string {
  const { gates, timing, date } = report;
  const name = escapeXml(title(report));
  const cases = gates?.results.map(testCase) ?? [
    `    <testcase name="judged" classname="${PACKAGE}" time="0"/>`,
  ];
  const failures = gates?.results.filter(({ status }) => status === 'failed').length ?? 0;
  const skipped = gates?.results.filter(({ status }) => status === 'warned').length ?? 0;
  const seconds = Number.isFinite(timing.milliseconds) ? (timing.milliseconds / 1000).toFixed(3) : '0';
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds}"`;
  // Of a whole second and without a zone, as the schema has it.
  const timestamp = date.slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${name}" id="0" package="${PACKAGE}" hostname="localhost" timestamp="${timestamp}" ${counts}>`,
    '    <properties>',
    ...headline(report).map(
      ([figure, value]) => `      <property name="${escapeXml(figure)}" value="${escapeXml(value)}"/>`,
    ),
    '    </properties>',
    ...cases,
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ name, status, message }: GateResult): string {
  const open = `    <testcase name="${escapeXml(name)}" classname="${PACKAGE}.gates" time="0"`;
  const text = escapeXml(message);
  if (status === 'passed') return `${open}/>`;
  if (status === 'warned') return `${open}>\n      <skipped message="${text}"/>\n    </testcase>`;
  return `${open}>\n      <failure type="gate" message="${text}">${text}</failure>\n    </testcase>`;
}
