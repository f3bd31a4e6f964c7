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
		breaks: 'restored as it was',
	},
	{
		name: 'a channel that fails leaves its items out',
		file: `${RUN}/channel.js`,
		from: 'return [...rows, ...tasks.flatMap((task) => (0, report_1.rowsOf)(channel, task))];',
		to: 'return [...rows, ...tasks.filter(({ end }) => !end).flatMap((task) => (0, report_1.rowsOf)(channel, task))];',
		breaks: 'one result per item and channel',
	},
	{
		name: 'older news count after newer ones',
		file: 'nodes/StockOutTrigger/news.js',
		from: '(reading) => !isOutdated(url, reading, since)',
		to: '() => true',
		breaks: 'one effect per change',
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
		from: 'const clean = (text) => hide(text);',
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
		breaks: 'no stock-out stays buyable',
	},
];
