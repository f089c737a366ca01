import { report } from 'process'

export async function handle() {
  try {
    return { report: report.writeReport() }
  } catch (error) {
    return { report: error.code }
  }
}
