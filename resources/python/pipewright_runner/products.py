"""Blocks that stand for a global data product: the engine has made sure that it is fresh, and says where its values are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipewright_runner.outputs import store_outputs

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session


def run_product_block(session: Session) -> None:
    """Its own output tells which runs the values are of, as in Mage; the blocks below are given the values."""
    request = session.request
    store_outputs({'remote_blocks': request.extra.get('remoteBlocks') or []}, request, session.result)
    session.result.more['globalDataProduct'] = request.extra.get('globalDataProduct') or []
