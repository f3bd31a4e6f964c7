import { createHash } from 'node:crypto';
import type { IPollFunctions } from 'n8n-workflow';

import { asNumber, asText } from '../../http/answer';
import { readOptions, readSettings, type Settings } from '../stockNews/settings';
import { OPTION_DEFAULTS } from './properties';

export interface LevelSettings extends Settings {
	source: string;
	/** The text under 'Only These SKUs', as it is remembered. */
	skuText: string;
	confirmRises: boolean;
	checkWebhooks: boolean;
	/** What is out at the first reading comes out as events. */
	emitsFirst: boolean;
	/** 0 to 1: a full reading with a smaller share of the rows before is not believed. */
	smallestShare: number;
	/** Changes with every question of the node: then everything is read once, whatever the source says has changed. */
	digest: string;
}

export function readLevelSettings(context: IPollFunctions): LevelSettings {
	const options = { ...OPTION_DEFAULTS, ...readOptions(context) };
	const { skus } = readOptions(context);
	const share = asNumber(options.smallestShare) ?? OPTION_DEFAULTS.smallestShare;
	return {
		...readSettings(context),
		source: asText(context.getNodeParameter('source')),
		skuText: asText(skus),
		confirmRises: options.confirmRises,
		checkWebhooks: options.checkWebhooks,
		emitsFirst: options.firstRun === 'emitOut',
		smallestShare: Math.min(Math.max(share, 0), 100) / 100,
		digest: digestOf(context.getNode().parameters),
	};
}

export function digestOf(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
