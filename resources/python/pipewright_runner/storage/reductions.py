"""How values with large arrays are taken apart, where their own way would copy the arrays into the pickle.

Each is for one exact type, in the table a pickler looks into before it asks the value. What they return is put together again by the
functions here, so that a stored output is read by this runner only.
"""

from __future__ import annotations

import copyreg
import pickle
from typing import Any, Callable

from pipewright_runner.libraries import loaded

# Below this a copy costs nothing.
LARGE = 16384

Reduce = Callable[[Any], Any]


def table() -> dict[type, Reduce]:
    """The reductions for the libraries that are loaded, over those libraries have registered themselves."""
    found: dict[type, Reduce] = dict(copyreg.dispatch_table)
    for module, name, reduce in REDUCTIONS:
        cls = getattr(loaded(module), name, None)
        if isinstance(cls, type):
            found[cls] = reduce
    return found


def reduce_array(array: Any) -> Any:
    """An array as itself, but large ones never by copy into the pickle: those with gaps are copied together, dates go as numbers."""
    if array.nbytes < LARGE or array.dtype.hasobject:
        return array.__reduce_ex__(5)
    if not array.flags.forc:
        array = array.copy('C')
    if array.dtype.kind not in 'mMV':
        return array.__reduce_ex__(5)
    # Some types have no name outside numpy, and so are no buffers.
    order = 'C' if array.flags.c_contiguous else 'F'
    plain = array.ravel(order=order).view('uint8')
    return array_over, (pickle.PickleBuffer(plain), array.dtype, array.shape, order)


def array_over(buffer: Any, dtype: Any, shape: tuple[int, ...], order: str) -> Any:
    import numpy

    return numpy.ndarray(shape, dtype, buffer=buffer, order=order)


def reduce_mapped(array: Any) -> Any:
    """The type stays, the file it maps does not: what is stored is what was in it."""
    return mapped_over, (array.view(loaded('numpy').ndarray),)


def mapped_over(array: Any) -> Any:
    import numpy

    return array.view(numpy.memmap)


def reduce_masked(array: Any) -> Any:
    """numpy's own way copies, and forgets a hard mask."""
    if array.dtype.hasobject or array.dtype.names or type(array._data) is not loaded('numpy').ndarray:
        return array.__reduce__()
    options = {'hard_mask': array._hardmask, 'fill_value': array._fill_value}
    return masked_over, (array._data, array._mask, options, dict(array._optinfo))


def masked_over(data: Any, mask: Any, options: dict[str, Any], info: dict[str, Any]) -> Any:
    import numpy

    array = numpy.ma.MaskedArray(data, mask=mask, **options)
    array._optinfo.update(info)
    return array


def reduce_tensor(tensor: Any) -> Any:
    """Plain tensors in main memory as arrays; any other as torch does it."""
    import torch

    plain = (
        tensor.device.type == 'cpu'
        and tensor.layout == torch.strided
        and tensor.is_contiguous()
        and not tensor.requires_grad
        and not tensor.is_quantized
        and not tensor.is_conj()
        and not tensor.is_neg()
        and not vars(tensor)
    )
    if not plain or tensor.numel() * tensor.element_size() < LARGE:
        return tensor.__reduce_ex__(5)
    try:
        return tensor_over, (tensor.numpy(),)
    except TypeError:
        # bfloat16 and other types numpy has not.
        return tensor.__reduce_ex__(5)


def tensor_over(array: Any) -> Any:
    import torch

    return torch.from_numpy(array)


def reduce_arrow_table(table: Any) -> Any:
    """A slice of a large table holds on to all of it: then only its own rows are stored."""
    if table.get_total_buffer_size() < 2 * table.nbytes + LARGE:
        return table.__reduce_ex__(5)
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return arrow_table_over, (sink.getvalue(),)


def arrow_table_over(buffer: Any) -> Any:
    import pyarrow

    return pyarrow.ipc.open_stream(buffer).read_all()


REDUCTIONS: tuple[tuple[str, str, Reduce], ...] = (
    ('numpy', 'ndarray', reduce_array),
    ('numpy', 'memmap', reduce_mapped),
    ('numpy.ma', 'MaskedArray', reduce_masked),
    ('pyarrow', 'Table', reduce_arrow_table),
    ('torch', 'Tensor', reduce_tensor),
)
