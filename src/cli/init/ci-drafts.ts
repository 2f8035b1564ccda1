/**
 * What CI runs, for GitHub Actions, GitLab or Jenkins: what failed the last time first, then everything; reports are kept whatever comes
 * of it. Text only. Knows what the verbs are called, not what they do.
 */
import { isRun, type ProjectFile, type Project } from './project.ts';

export function ciDrafts(project: Project): readonly ProjectFile[] {
  switch (project.ci) {
    case 'github':
      return [{ path: '.github/workflows/gauntlet.yml', text: githubWorkflow(project) }];
    case 'gitlab':
      return [{ path: '.gitlab-ci.yml', text: gitlabPipeline(project) }];
    case 'jenkins':
      return [{ path: 'Jenkinsfile', text: jenkinsfile(project) }];
    case 'none':
      return [];
  }
}

/** What the job runs, and the folder in which it leaves what it found. */
function jobOf({ kind }: Project): { readonly command: string; readonly reports: string } {
  return isRun(kind)
    ? { command: 'npx gauntlet run --failed-first', reports: 'reports/latest' }
    : { command: 'npx gauntlet certify', reports: 'reports/certificates' };
}

/** Of what one job leaves for the next: nothing is written over in a cache. */
const KEY = 'gauntlet-${{ github.ref_name }}-${{ github.run_id }}-${{ github.run_attempt }}';

function githubWorkflow(project: Project): string {
  const { command, reports } = jobOf(project);
  const token =
    project.kind === 'url'
      ? `        env:\n          ${project.tokenEnv}: \${{ secrets.${project.tokenEnv} }}\n`
      : '';
  const cache = isRun(project.kind)
    ? {
        restore: `      # the failure files of the last run, which are executed first
      - uses: actions/cache/restore@v4
        with:
          path: ${reports}
          key: ${KEY}
          restore-keys: |
            gauntlet-\${{ github.ref_name }}-
            gauntlet-
`,
        // actions/cache alone keeps nothing of a job that fails
        save: `      - uses: actions/cache/save@v4
        if: always()
        with:
          path: ${reports}
          key: ${KEY}
`,
      }
    : { restore: '', save: '' };
  return `name: gauntlet
on: [push, pull_request]
permissions:
  contents: read
jobs:
  gauntlet:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
${cache.restore}      - run: ${command}
${token}${cache.save}      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: gauntlet
          path: ${reports}
`;
}

function gitlabPipeline(project: Project): string {
  const { command, reports } = jobOf(project);
  const shown = isRun(project.kind) ? `    reports:\n      junit: ${reports}/junit.xml\n` : '';
  const cache = isRun(project.kind)
    ? `  # the failure files of the last run, which are executed first
  cache:
    key: gauntlet-$CI_COMMIT_REF_SLUG
    fallback_keys: [gauntlet-$CI_DEFAULT_BRANCH]
    paths: [${reports}]
    when: always
`
    : '';
  return `gauntlet:
  image: node:22
  timeout: 1h
  script:
    - npm ci
    - ${command}
${cache}  artifacts:
    when: always
    paths: [${reports}]
${shown}`;
}

function jenkinsfile(project: Project): string {
  const { command, reports } = jobOf(project);
  const leaves = isRun(project.kind);
  const first = leaves
    ? '        // the failure files of the last run lie in the workspace, and are executed first\n'
    : '';
  const shown = leaves ? `      junit '${reports}/junit.xml'\n` : '';
  const token =
    project.kind === 'url'
      ? `  environment { ${project.tokenEnv} = credentials('${project.tokenEnv}') }\n`
      : '';
  return `pipeline {
  agent any
${token}  options { timeout(time: 1, unit: 'HOURS') }
  stages {
    stage('gauntlet') {
      steps {
        sh 'npm ci'
${first}        sh '${command}'
      }
    }
  }
  post {
    always {
${shown}      archiveArtifacts artifacts: '${reports}/**', allowEmptyArchive: true
    }
  }
}
`;
}
