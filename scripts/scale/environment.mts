/** What n8n needs to know to share its work. */
export interface Shared {
	redisPort: number;
	postgres: { port: number; user: string; password: string; database: string };
	/** Every process opens the same credentials. */
	encryptionKey: string;
}

/** n8n's settings that are the same for the main process and all workers. */
export function sharedEnvironment(shared: Shared): Record<string, string> {
	const { redisPort, postgres, encryptionKey } = shared;
	return {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: postgres.database,
		// n8n's own choice is two, for webhooks, the queue and the editor together.
		DB_POSTGRESDB_POOL_SIZE: '10',
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: postgres.password,
		N8N_ENCRYPTION_KEY: encryptionKey,
	};
}

/** A worker serves nothing but its health, and its log tells what it ran. */
export function workerEnvironment(shared: Shared, port: number): Record<string, string> {
	return {
		...sharedEnvironment(shared),
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_LOG_LEVEL: 'info',
	};
}
