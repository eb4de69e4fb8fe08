// The direction of imports: docs/architecture.md, «The rule». lib/core/boundaries.test.ts plants a violation of each rule.
const feature = '^lib/(?!core/|gost/|smev/|identifiers/|auth/|audit/|files/|delivery/|imports/|log/)([^/]+)/'
const open = 'identifiers|organisations|catalogue|directories|users'
const test = '\\.(test|db\\.test)\\.tsx?$'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-sees-nobody',
      severity: 'error',
      from: { path: '^lib/core/', pathNot: test },
      to: { path: '^(app|components|lib/(?!core/)|worker|simulators)' },
    },
    {
      name: 'gost-sees-nobody',
      severity: 'error',
      from: { path: '^lib/gost/', pathNot: test },
      to: { path: '^(app|components|lib/(?!gost/)|worker|simulators)' },
    },
    {
      name: 'identifiers-see-core',
      severity: 'error',
      from: { path: '^lib/identifiers/', pathNot: test },
      to: { path: '^(app|components|lib/(?!identifiers/|core/)|worker|simulators)' },
    },
    {
      name: 'gost-is-for-few',
      severity: 'error',
      from: {
        path: '^(app|components|lib|worker|scripts|bench)',
        pathNot: `^lib/(gost|smev|files|auth|log)/|${test}`,
      },
      to: { path: '^lib/gost/' },
    },
    {
      name: 'smev-sees-core-and-gost',
      severity: 'error',
      from: { path: '^lib/smev/', pathNot: test },
      to: { path: '^(app|components|lib/(?!smev/|core/|gost/)|worker|simulators)' },
    },
    {
      name: 'smev-is-the-workers',
      severity: 'error',
      from: { path: '^(app|components|lib|proxy|instrumentation)', pathNot: `^lib/smev/|${test}` },
      to: { path: '^lib/smev/' },
    },
    {
      name: 'smev-parts-apart',
      severity: 'error',
      from: { path: '^lib/smev/(elk|envelope|signature|transport)/', pathNot: test },
      to: { path: '^lib/smev/(elk|envelope|signature|transport)/', pathNot: '^lib/smev/$1/' },
    },
    {
      name: 'features-apart',
      severity: 'error',
      from: { path: feature, pathNot: test },
      to: { path: feature, pathNot: `^lib/($1|${open})/` },
    },
    {
      name: 'foundations-see-no-feature',
      severity: 'error',
      from: { path: '^lib/(delivery|files|imports|audit|auth|log)/', pathNot: test },
      to: { path: feature, pathNot: `^lib/(${open})/` },
    },
    {
      name: 'lib-looks-down',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(app|components|worker|simulators)/' },
    },
    {
      name: 'app-sees-no-database',
      severity: 'error',
      from: { path: '^(app|components)/' },
      to: { path: '^lib/core/(db|generated)|node_modules/(pg|@prisma)/' },
    },
    {
      name: 'app-sees-no-worker',
      severity: 'error',
      from: { path: '^(app|components|proxy)' },
      to: { path: '^(worker|simulators)/' },
    },
    {
      name: 'components-see-pure-files',
      severity: 'error',
      from: { path: '^components/' },
      to: {
        path: '^lib/',
        pathNot:
          '^lib/(identifiers/|core/(message|format|ids)|[^/]+/(schema|status|filters|labels|citizen-text)\\.ts)',
      },
    },
    {
      name: 'simulators-see-gost',
      severity: 'error',
      from: { path: '^simulators/', pathNot: test },
      to: { path: '^(app/|components/|lib/(?!gost/)|worker/)' },
    },
    {
      name: 'worker-sees-lib',
      severity: 'error',
      from: { path: '^worker/', pathNot: test },
      to: { path: '^(app|components|simulators)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|lib/core/generated)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
