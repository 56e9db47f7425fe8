# syntax=docker/dockerfile:1
#
# Budgeteer as an image: production dependencies alone, no build step (Node strips the types), not root.
#   docker build -t budgeteer .
#   docker run --env-file .env -v budgeteer-data:/app/data -p 127.0.0.1:8080:8080 budgeteer
# The shipped configuration listens at 127.0.0.1, which nobody outside the container reaches: mount one with `http: { host:
# 0.0.0.0 }` over /app/config, as compose.yaml does.

# At least 22.19, which package.json asks for.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No production dependency needs its install script: better-sqlite3 brings its binaries along.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY config ./config
COPY messages ./messages
COPY src ./src
# The base image has the user node (1000). Only the database's folder is its own; a new volume takes over that owner.
RUN install -d -o node -g node data
USER node
VOLUME /app/data
EXPOSE 8080
# Of the process alone: an orchestrator that wants Slack, store and polls to be well too asks /readyz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The bot itself takes SIGTERM and needs up to ten seconds to stop.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "src/main.ts"]
CMD ["start"]
