# Supply chain: what is inside, under which licences, and how to install without a network. Included by the Makefile.
.PHONY: sbom licences wheelhouse wheelhouse-check

SBOM := build/supply/gongkai.cdx.json
WHEELHOUSE := build/wheelhouse

sbom: $(VENV)/site.stamp
	$(BIN)/python deploy/supply.py sbom $(SBOM)

licences: $(VENV)/site.stamp
	$(BIN)/python deploy/supply.py licences THIRD_PARTY.md

# For a machine with the same system and Python version, without a network.
wheelhouse: $(VENV)/site.stamp
	rm -rf $(WHEELHOUSE)
	$(BIN)/python -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
		-r requirements.lock -d $(WHEELHOUSE)
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps . -w $(WHEELHOUSE)
	$(BIN)/python -m generator.editor.bundle $(WHEELHOUSE)
	cp requirements.lock $(WHEELHOUSE)/
	cd $(WHEELHOUSE) && sha256sum *.whl *.tgz requirements.lock > SHA256SUMS

# What the other machine will do: a fresh environment, nothing but the wheelhouse, every hash checked.
wheelhouse-check:
	cd $(WHEELHOUSE) && sha256sum --quiet -c SHA256SUMS
	rm -rf build/wheelhouse-venv
	$(PYTHON) -m venv build/wheelhouse-venv
	PIP_CONFIG_FILE=/dev/null build/wheelhouse-venv/bin/python -m pip install -q --disable-pip-version-check --no-index \
		--find-links $(WHEELHOUSE) --require-hashes -r $(WHEELHOUSE)/requirements.lock
	PIP_CONFIG_FILE=/dev/null build/wheelhouse-venv/bin/python -m pip install -q --disable-pip-version-check --no-index \
		--no-deps $(WHEELHOUSE)/gongkai-*.whl
	cd / && $(CURDIR)/build/wheelhouse-venv/bin/gongkai build --content $(CURDIR)/content --site $(CURDIR)/build/wheelhouse-site/site
	rm -rf build/wheelhouse-site
	rm -rf build/wheelhouse-venv
