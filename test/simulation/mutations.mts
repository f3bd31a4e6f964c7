/** Bugs that are built into a copy of the package, each of which the simulation has to find. */
export interface Mutation {
	name: string;
	file: string;
	/** Stands in the built file exactly once. */
	from: string;
	to: string;
	/** The promise that it breaks. */
	breaks: string;
	/** Where it can be seen at all. */
	platform?: string;
}

const RUN = 'nodes/AcrylicDelist/run';

export const mutations: readonly Mutation[] = [
	{
		name: 'what was written counts as confirmed',
		file: `${RUN}/confirm.js`,
		from: 'if (isConfirmed(channel, step))',
		to: 'if (true)',
		breaks: 'confirmed is true',
	},
	{
		name: 'the earlier state is forgotten',
		file: `${RUN}/report.js`,
		from: 'listings: steps.flatMap((step) => (0, memory_1.writtenOf)(step) ?? []),',
		to: 'listings: [],',
		breaks: 'restored as it was',
	},
	{
		name: 'of a write without an answer nothing is remembered',
		file: `${RUN}/memory.js`,
		from: "result?.state === 'failed' && !unsure ?",
		to: "result?.state === 'failed' ?",
		breaks: 'restored as it was',
	},
	{
		name: 'every write is repeated blindly',
		file: 'http/client.js',
		from: "return request.repeatable ?? request.method === 'GET';",
		to: 'return true;',
		breaks: 'restored as it was',
		platform: 'zoho-inventory',
	},
	{
		name: 'what the seller hid is hidden once more, and shown again',
		file: `${RUN}/plan.js`,
		from: "const wantsHide = way.id !== 'zero' && (listing.visible !== false || listing.buyable === true);",
		to: "const wantsHide = way.id !== 'zero';",
		breaks: 'hidden by hand stays hidden',
		platform: 'bigcommerce',
	},
	{
		name: 'a channel that fails leaves its items out',
		file: `${RUN}/channel.js`,
		from: 'const rows = (0, report_1.rowsOf)(channel, task);',
		to: 'const rows = task.end ? [] : (0, report_1.rowsOf)(channel, task);',
		breaks: 'one result per item and channel',
	},
	{
		name: 'older news count after newer ones',
		file: 'nodes/StockOutTrigger/news.js',
		from: '(reading) => !known.isOutdated(reading)',
		to: '() => true',
		breaks: 'no stock-out stays buyable',
	},
	{
		name: 'the poll tells nothing of what ran out',
		file: 'nodes/StockLevelTrigger/run/transitions.js',
		from: 'if (isNews)',
		to: 'if (false)',
		breaks: 'no stock-out stays buyable',
	},
	{
		name: 'the key of the shop stands in the message',
		file: 'http/client.js',
		from: 'const clean = (text) => (0, redact_1.oneLine)(hide(text));',
		to: "const clean = (text) => `${text} ${[...secrets].join(' ')}`;",
		breaks: 'no secret in any output',
	},
	{
		name: 'nothing is put back',
		file: `${RUN}/plan.js`,
		from: 'let set = back.set;',
		to: 'let set = {};',
		breaks: 'restored as it was',
	},
	{
		name: 'putting back writes what is there',
		file: `${RUN}/memory.js`,
		from: 'back[field] = old;',
		to: 'back[field] = ours;',
		breaks: 'restored as it was',
	},
	{
		name: 'a channel that breaks off takes the run with it',
		file: `${RUN}/channel.js`,
		from: 'const problem = channel.signal?.aborted',
		to: 'throw error; const problem = channel.signal?.aborted',
		breaks: 'no exception',
	},
	{
		name: 'a reading that is behind is believed',
		file: `${RUN}/behind.js`,
		from: "const isStopping = operation === 'takeOffSale';",
		to: 'return listing; const isStopping = false;',
		breaks: 'restored as it was',
	},
	{
		name: 'a stock-out in a list of several is overlooked',
		file: `${RUN}/write.js`,
		from: 'await sendAll(channel, writes);',
		to: 'if (writes.length === 1) await sendAll(channel, writes);',
		breaks: 'restored as it was',
	},
	{
		name: 'what one item of a batch is refused for is taken for all of them',
		file: 'platforms/woocommerce/write.js',
		from: 'if (said.error === undefined)',
		to: 'if (rows.every(({ error }) => error === undefined))',
		breaks: 'restored as it was',
		platform: 'woocommerce',
	},
	{
		name: 'an error inside a good answer is not seen',
		file: 'platforms/shopify/service.js',
		from: 'const list = (0, answer_1.asList)(errors);',
		to: 'const list = [];',
		breaks: 'nothing is overlooked',
		platform: 'shopify',
	},
	{
		name: 'a feed is waited for without end',
		file: 'platforms/amazon/feed.js',
		from: 'for (const wait of POLLS_MS) {',
		to: 'for (const wait of (function* () { for (;;) yield 60_000; })()) {',
		breaks: 'no exception',
		platform: 'amazon',
	},
	{
		name: 'one refused message of a feed stands for all of them',
		file: 'platforms/amazon/feed.js',
		from: 'byMessage.get(i + 1)?.[0] ?? general;',
		to: 'byMessage.get(i + 1)?.[0] ?? errors[0];',
		breaks: 'restored as it was',
		platform: 'amazon',
	},
	{
		name: 'what is refused when put back counts as back',
		file: `${RUN}/report.js`,
		from: "if (result.state === 'failed')\n        return ofProblem(result.problem);\n    if (result.state === 'pending')",
		to: "if (result.state === 'failed' && settings.operation === 'putBackOnSale')\n        return done(channel, step);\n    if (result.state === 'pending')",
		breaks: 'no stock-out stays buyable',
	},
	{
		name: 'nobody waits for the pace of the channel',
		file: 'http/pace.js',
		from: 'if (wait > 0)',
		to: 'if (false)',
		breaks: 'requests within documented limits',
	},
	{
		name: 'a product is hidden although a variant of it is in stock',
		file: `${RUN}/plan.js`,
		from: 'if (onSale.length > 0) {',
		to: 'if (false) {',
		breaks: 'only what ran out is taken off',
	},
	{
		name: 'of several listings with one SKU the first is taken off',
		file: `${RUN}/read.js`,
		from: 'task.steps = wanted.map((listing) => ({',
		to: 'task.steps = wanted.slice(0, 1).map((listing) => ({',
		breaks: 'confirmed is true',
	},
	{
		name: 'an expired token is not renewed',
		file: 'http/client.js',
		from: 'const renewOn = [...(service.renewOn ?? [401])];',
		to: 'const renewOn = [499];',
		breaks: 'no stock-out stays buyable',
	},
	{
		name: 'a reading that shows a part of a write is believed',
		file: `${RUN}/behind.js`,
		from: '!(mayShowPart && showsPart(listing.state, ours))',
		to: 'true',
		breaks: 'confirmed is true',
		platform: 'wix',
	},
];
