// A host that means harm, on loopback, and the nodes' own client connected to it through n8n-core's real helpers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LoadOptionsContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Answer } from '../../http/answer';
import type { Connection, Service } from '../../http/client';
import type { Problem } from '../../http/problem';
import { additionalData, built, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';

const client = built('./http/client.js') as {
	connect(context: unknown, service: Service): Promise<Connection>;
	MOST_ANSWER_BYTES: number;
};
const { diagnoseStatus } = built('./http/diagnose.js') as {
	diagnoseStatus(answer: Answer, name: string): Problem | undefined;
};

export const { MOST_ANSWER_BYTES } = client;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Host {
	url: string;
	requests: IncomingMessage[];
}

const servers: Server[] = [];

export async function host(handler: Handler): Promise<Host> {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		handler(request, response);
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

export function closeHosts(): void {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
}

export const LOGIN = { consumerKey: 'ck_0123456789', consumerSecret: 'cs_9876543210' };

/** A connection with WooCommerce's credential, Basic Auth in each request. */
export async function connectTo(
	url: string,
	service: Partial<Service> = {},
	login: ICredentialDataDecryptedObject = LOGIN,
): Promise<Connection> {
	const credentials = new TestCredentials({ stockOutWooCommerceApi: { url, ...login } });
	const node = makeNode('acrylicDelist', { channels: ['woocommerce'] }, credentials);
	const context = new LoadOptionsContext(makeWorkflow(node), node, additionalData(credentials), '');
	return await client.connect(context, {
		name: 'Shop',
		credential: 'stockOutWooCommerceApi',
		secretFields: ['consumerKey', 'consumerSecret'],
		baseUrl: () => url,
		limits: {},
		concurrent: 2,
		diagnose: (answer) => diagnoseStatus(answer, 'Shop'),
		...service,
	});
}

/** The problem of whatever `work` throws; fails when it does not throw. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
	try {
		await work;
	} catch (error) {
		return (error as { problem: Problem }).problem;
	}
	throw new Error('Nothing was thrown.');
}
