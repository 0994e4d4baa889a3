# The two commands a newcomer needs are `make demo` and `make test`; both set up what they need first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# npm links the pinned Node 24 here; everything below runs on it, whatever Node the machine has.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help setup build demo test check up down images bench screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: node_modules/.package-lock.json build ## install dependencies (and Node 24) and build

node_modules/.package-lock.json: package-lock.json
	npm ci
	@touch $@

build: node_modules/.package-lock.json
	npm run --silent build

demo: setup ## start everything, send real requests, show their trace; leaves it running
	npm run --silent demo

test: node_modules/.package-lock.json ## type check, lint, unit, integration, browser and stack tests
	npm run --silent test

check: node_modules/.package-lock.json ## type check, lint and unused code only
	npm run --silent check

up: images ## start the Docker stack in the background
	docker compose up --detach --build --wait

down: ## stop what `make demo` or `make up` started, keeping its data
	npm run --silent down

images: ## pull the stack's public images, or make them where no registry answers
	bash docker/images.sh

bench: setup ## every benchmark; one alone: npm run bench -- runtime
	npm run --silent bench

screenshots: setup ## take the pictures in docs/images from the running viewer
	npm run --silent screenshots

clean: ## remove build output (not dependencies, not data)
	rm -rf packages/*/dist services/*/dist
