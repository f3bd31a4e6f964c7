import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { asText } from '../../../http/answer';
import { connect, type Connection, type Meter, type Service } from '../../../http/client';
import { clock } from '../../../http/clock';
import { problemOf } from '../../../http/problem';
import { platformById } from '../../../platforms';
import type { Platform } from '../../../platforms/platform';
import { runChannel, type ItemRow } from './channel';
import { optionsName, readItems, readSettings, wishesFor, type ItemWish } from './gather';
import { isDone, rowOfProblem } from './report';
import { SafetyGate } from './safetyGate';
import type { Channel, Settings } from './types';

/** The whole run: all channels side by side, one result per input item and channel, in input order. */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(context);
	const platforms = chosenPlatforms(context);
	const items = readItems(context, settings.operation);
	const channels = await Promise.all(
		platforms.map(async (platform) => await open(context, platform, settings)),
	);
	const gate = new SafetyGate(
		settings.operation === 'takeOffSale' && !settings.dryRun ? settings.safetyLimit : 0,
		channels.length,
		new Set(items.map(({ sku }) => sku)).size,
	);
	const results = await Promise.all(
		channels.map(
			async (channel) =>
				await runChannel(channel, wishesFor(context, channel.platform, items), gate),
		),
	);
	const rows = [...results.flat(), ...strangers(items, channels)];
	const place = new Map(platforms.map(({ id }, i) => [id, i]));
	rows.sort(
		(a, b) => a.item - b.item || (place.get(a.row.channel) ?? 0) - (place.get(b.row.channel) ?? 0),
	);

	const outputs: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
	// An AI Agent sees only the first output (n8n-workflow: tools), so nothing may hide in the second.
	const isTool = context.getNode().type.endsWith('Tool');
	for (const { item, row } of rows) {
		// Counted to the end of the run; copies of all rows would take as much memory as the rows.
		row.requests =
			channels.find(({ platform }) => platform.id === row.channel)?.meter.requests ?? row.requests;
		const json = row as unknown as IDataObject;
		outputs[isDone(row) || isTool ? 0 : 1].push({ json, pairedItem: { item } });
	}
	return outputs;
}

function chosenPlatforms(context: IExecuteFunctions): Platform[] {
	// An expression or an agent may give one name or a list in one text.
	const chosen = [context.getNodeParameter('channels', 0, [])]
		.flat()
		.flatMap((value) => asText(value).split(','))
		.map((id) => id.trim())
		.filter(Boolean);
	if (chosen.length === 0)
		throw new NodeOperationError(context.getNode(), "No channel is chosen in 'Channels'", {
			description: 'Choose at least one channel. Practice Store needs no account.',
		});
	return [...new Set(chosen)].map((id) => {
		const platform = platformById(id);
		if (platform) return platform;
		throw new NodeOperationError(context.getNode(), `There is no channel '${id}'`, {
			description:
				"Choose the channel from the list in 'Channels'; in an expression use the ids from the docs.",
		});
	});
}

async function open(
	context: IExecuteFunctions,
	platform: Platform,
	settings: Settings,
): Promise<Channel> {
	const { service } = platform;
	const meter: Meter = { requests: 0 };
	if (service && !context.getNode().credentials?.[service.credential])
		throw new NodeOperationError(
			context.getNode(),
			`No credential is chosen for ${platform.name}`,
			{
				description: `Choose or create a credential for ${platform.name} at the top of the node, or take it out of 'Channels'.`,
			},
		);
	const { call, id, account, clean } = service
		? await connectOrExplain(context, service, meter)
		: NO_ACCOUNT;
	return {
		platform,
		options: {
			...(context.getNodeParameter(optionsName(platform), 0, {}) as IDataObject),
			account,
		},
		call,
		progress: { answers: 0 },
		accountId: id,
		clean,
		meter,
		settings,
		signal: context.getExecutionCancelSignal(),
		startedAt: clock.now(),
	};
}

async function connectOrExplain(context: IExecuteFunctions, service: Service, meter: Meter) {
	try {
		return await connect(context, service, meter);
	} catch (error) {
		const { message, nextStep } = problemOf(error);
		throw new NodeOperationError(context.getNode(), message, { description: nextStep });
	}
}

/** A store inside n8n sends no requests and has no secrets. */
const NO_ACCOUNT: Connection = {
	call: async () => {
		throw new Error('A store without an account sends no requests');
	},
	id: '',
	account: {},
	clean: (text) => text,
};

/** Restore data of a channel that is not chosen must not vanish. */
function strangers(items: readonly ItemWish[], channels: readonly Channel[]): ItemRow[] {
	const ids = new Set(channels.map(({ platform }) => platform.id));
	return items.flatMap(({ item, sku, memory }) => {
		if (memory === undefined || ids.has(memory.channel)) return [];
		const row = rowOfProblem(
			channels[0],
			{ sku },
			{
				kind: 'refused',
				message: `The restore data of item ${item} belongs to the channel '${memory.channel}', which is not chosen here.`,
				nextStep: `Add that channel in 'Channels', or filter such items out before this node.`,
			},
		);
		return [{ item, row: { ...row, channel: memory.channel } }];
	});
}
