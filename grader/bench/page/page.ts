import type { Report } from '../report.ts'
export function toPage(report: Report): string {
  return JSON.stringify(report)
}
