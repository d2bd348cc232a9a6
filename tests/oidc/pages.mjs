// Opens pages in Chromium at 360 px and checks each: axe-core finds nothing, nothing is wider than the screen, and no
// text is smaller than 12 px. argv[2] is JSON: {chromium, pages: [{name, url}], cookies: [...]}; prints one JSON line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import puppeteer from 'puppeteer-core'

const asked = JSON.parse(process.argv[2])
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const browser = await puppeteer.launch({
  executablePath: asked.chromium,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
})
const found = {}
try {
  const context = await browser.createBrowserContext()
  if (asked.cookies.length) await context.setCookie(...asked.cookies)
  for (const { name, url } of asked.pages) {
    const page = await context.newPage()
    await page.setBypassCSP(false)
    await page.setViewport({ width: 360, height: 740, isMobile: true, hasTouch: true })
    const complaints = []
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()))
    const answer = await page.goto(url, { waitUntil: 'load' })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    const isolated = await page.createCDPSession()
    const { frameTree } = await isolated.send('Page.getFrameTree')
    const world = await isolated.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' })
    const run = (expression) =>
      isolated.send('Runtime.evaluate', {
        expression,
        contextId: world.executionContextId,
        awaitPromise: true,
        returnByValue: true,
      })
    await run(axe)
    const checked = await run(
      `axe.run(document, {runOnly: ${JSON.stringify(TAGS)}}).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' | ')))`,
    )
    found[name] = {
      status: answer.status(),
      title: await page.title(),
      path: new URL(page.url()).pathname,
      width: wide,
      violations: checked.result.value ?? [String(checked.exceptionDetails?.exception?.description)],
      complaints,
    }
    if (asked.shots) await page.screenshot({ path: `${asked.shots}/${name}.png`, fullPage: true })
    await page.close()
  }
} finally {
  await browser.close()
}
console.log(JSON.stringify(found))
