using System.Runtime.InteropServices;

namespace Bantam.Model;

/// <summary>A rectangular array of numbers: a shape over a piece of storage, and the place where its gradient arrives.</summary>
/// <remarks>
/// <para>Row-major. Activations are NHWC and weights OHWI; the weight of a <c>Dense</c> is [outputs, inputs], so that row
/// k belongs to output neuron k (notes: lines 651-663). A view (of a reshape or a transpose) shares the
/// storage: writing through one is seen by the other.</para>
/// <para>Memory belongs to the garbage collector; there is nothing to dispose.</para>
/// </remarks>
public sealed class Tensor
{
    /// <summary>The most bytes that one tensor holds: 2 GiB less one byte, so that every offset in bytes fits 31 bits.</summary>
    internal const long MaximumBytes = int.MaxValue;

    private readonly Array _storage;
    private int _offset;
    private readonly int[] _strides;

    private Tensor(Array storage, int offset, TensorType type, int[] strides)
    {
        _storage = storage;
        _offset = offset;
        _strides = strides;
        Type = type;
        IsContiguous = strides.AsSpan().SequenceEqual(RowMajorStrides(type.Shape));
    }

    /// <summary>The element type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The axis lengths.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>The element type.</summary>
    public ElementType Element => Type.Element;

    /// <summary>The number of elements.</summary>
    public int Count => Type.Shape.Count;

    /// <summary>How many elements to step for one step along each axis.</summary>
    public ReadOnlySpan<int> Strides => _strides;

    /// <summary>Whether the elements lie in row-major order without gaps, so that they are one span.</summary>
    public bool IsContiguous { get; }

    /// <summary>Whether ops on this tensor are recorded, so that <c>Backward</c> reaches it.</summary>
    /// <exception cref="InvalidOperationException">Set on a tensor of integers: gradients need floating point.</exception>
    public bool RequiresGrad
    {
        get;
        set
        {
            if (value && !Element.IsFloat)
            {
                throw new InvalidOperationException($"A {Type} tensor cannot require a gradient: only Float32 and Float64 have one.");
            }

            field = value;
        }
    }

    /// <summary>The gradient that <c>Backward</c> accumulated here, or null before the first one. Set it to null to start over.</summary>
    public Tensor? Grad { get; set; }

    /// <summary>Whether <c>Backward</c> keeps the gradient v̄ of this tensor in <see cref="Grad"/> although it is no leaf. A leaf that requires a gradient always keeps its own.</summary>
    public bool RetainGrad { get; set; }

    /// <summary>The op that made this tensor, or null for a leaf. Only recorded where a gradient is required.</summary>
    internal TensorOrigin? Origin { get; set; }

    /// <summary>Whether two tensors look at the same storage.</summary>
    /// <param name="other">The other tensor.</param>
    /// <returns>Whether a write through one can be seen through the other.</returns>
    public bool SharesStorageWith(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(_storage, other._storage);
    }

    /// <summary>Makes a tensor of zeros.</summary>
    /// <param name="type">Element type and shape.</param>
    /// <returns>The tensor, contiguous.</returns>
    /// <exception cref="ArgumentException">The elements take 2 GiB or more.</exception>
    public static Tensor Zeros(TensorType type) => type.SizeBytes <= MaximumBytes
        ? new(Allocate(type.Element, type.Shape.Count), 0, type, RowMajorStrides(type.Shape))
        : throw new ArgumentException($"A {type} tensor takes {type.SizeBytes} bytes; one tensor holds at most {MaximumBytes}. Use smaller batches.", nameof(type));

    /// <summary>Makes a Float32 tensor of zeros.</summary>
    /// <param name="shape">The axis lengths.</param>
    /// <returns>The tensor, contiguous.</returns>
    public static Tensor Zeros(Shape shape) => Zeros(new TensorType(ElementType.Float32, shape));

    /// <summary>Makes a tensor with the same value everywhere.</summary>
    /// <typeparam name="T">The .NET type of the elements.</typeparam>
    /// <param name="shape">The axis lengths.</param>
    /// <param name="value">The value.</param>
    /// <returns>The tensor, contiguous.</returns>
    public static Tensor Full<T>(Shape shape, T value)
        where T : unmanaged
    {
        Tensor tensor = Zeros(new TensorType(ElementTypes.Of<T>(), shape));
        tensor.Span<T>().Fill(value);
        return tensor;
    }

    /// <summary>Makes a tensor that holds a copy of some values.</summary>
    /// <typeparam name="T">The .NET type of the elements.</typeparam>
    /// <param name="shape">The axis lengths.</param>
    /// <param name="values">The elements in row-major order; as many as the shape has.</param>
    /// <returns>The tensor, contiguous.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the shape's element count.</exception>
    public static Tensor From<T>(Shape shape, params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"Shape {shape} needs {shape.Count} values, but got {values.Length}.", nameof(values));
        }

        Tensor tensor = Zeros(new TensorType(ElementTypes.Of<T>(), shape));
        values.CopyTo(tensor.Span<T>());
        return tensor;
    }

    /// <summary>Makes a scalar: a tensor without axes.</summary>
    /// <typeparam name="T">The .NET type of the element.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The tensor.</returns>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged => From([], value);

    /// <summary>Lays a tensor over a piece of an existing array: how an arena hands out its memory.</summary>
    internal static Tensor Over(Array storage, int offset, TensorType type) => new(storage, offset, type, RowMajorStrides(type.Shape));

    /// <summary>A tensor without elements of its own, which only stands for a place in a plan.</summary>
    internal static Tensor Placeholder(TensorType type) => Over(Array.Empty<float>(), 0, type);

    /// <summary>Some consecutive rows of a contiguous tensor, which <see cref="ShowRow"/> moves along it.</summary>
    internal Tensor Window(int rows) => Over(_storage, _offset, Type with { Shape = new Shape([rows, .. Shape.Lengths[1..]]) });

    /// <summary>Moves a window: its first row becomes a row of the tensor that it was made of.</summary>
    internal void ShowRow(Tensor whole, int row) => _offset = whole._offset + (row * (Count / Shape[0]));

    /// <summary>The elements in row-major order, for reading and writing.</summary>
    /// <typeparam name="T">The .NET type of the elements.</typeparam>
    /// <returns>The span over the storage itself.</returns>
    /// <exception cref="InvalidOperationException">The elements have another type, or this is a view that is not contiguous.</exception>
    public Span<T> Span<T>()
        where T : unmanaged
    {
        if (_storage is not T[] array)
        {
            throw new InvalidOperationException($"A {Type} tensor has no {typeof(T).Name} elements.");
        }

        if (!IsContiguous)
        {
            throw new InvalidOperationException($"This {Type} tensor is a strided view, whose elements are not one span; call Contiguous() first.");
        }

        return array.AsSpan(_offset, Count);
    }

    /// <summary>Copies the elements out, in row-major order.</summary>
    /// <typeparam name="T">The .NET type of the elements.</typeparam>
    /// <returns>A new array.</returns>
    public T[] ToArray<T>()
        where T : unmanaged => Contiguous().Span<T>().ToArray();

    /// <summary>The single element of a tensor that has one.</summary>
    /// <typeparam name="T">The .NET type of the element.</typeparam>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public T Item<T>()
        where T : unmanaged =>
        Count == 1 ? ToArray<T>()[0] : throw new InvalidOperationException($"Item() reads a tensor of one element, but this is {Type}.");

    /// <summary>The element at the given indices.</summary>
    /// <typeparam name="T">The .NET type of the element.</typeparam>
    /// <param name="indices">One index per axis.</param>
    /// <returns>The value.</returns>
    public T At<T>(params ReadOnlySpan<int> indices)
        where T : unmanaged
    {
        if (indices.Length != Shape.Rank)
        {
            throw new ArgumentException($"A {Type} tensor needs {Shape.Rank} indices, but got {indices.Length}.", nameof(indices));
        }

        int position = _offset;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[axis]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[axis], Shape[axis]);
            position += indices[axis] * _strides[axis];
        }

        return ((T[])_storage)[position];
    }

    /// <summary>This tensor, or a row-major copy where it is a strided view. Not recorded for gradients.</summary>
    /// <returns>A contiguous tensor with the same elements.</returns>
    public Tensor Contiguous() => IsContiguous ? this : Clone();

    /// <summary>A deep copy without gradient or origin.</summary>
    /// <returns>The copy, contiguous.</returns>
    public Tensor Clone()
    {
        Tensor copy = Zeros(Type);
        CopyTo(copy);
        return copy;
    }

    /// <summary>The same values without the history: no gradient flows back through the result.</summary>
    /// <returns>A tensor that shares this storage.</returns>
    public Tensor Detach() => new(_storage, _offset, Type, _strides);

    /// <summary>A view of the same elements under another shape. Not recorded: the <c>Reshape</c> op is.</summary>
    internal Tensor ViewAs(Shape shape) =>
        IsContiguous && shape.Count == Count
            ? new(_storage, _offset, new TensorType(Element, shape), RowMajorStrides(shape))
            : throw new InvalidOperationException($"Cannot view {Type} as {shape}: a reshape keeps the number of elements and needs a contiguous tensor.");

    /// <summary>A view with the axes in another order. Not recorded: the <c>Permute</c> and <c>Transpose</c> ops are.</summary>
    /// <param name="order">For each axis of the view, the axis of this tensor that it is.</param>
    internal Tensor ViewPermuted(ReadOnlySpan<int> order)
    {
        int[] lengths = new int[order.Length];
        int[] strides = new int[order.Length];
        for (int axis = 0; axis < order.Length; axis++)
        {
            lengths[axis] = Shape[order[axis]];
            strides[axis] = _strides[order[axis]];
        }

        return new Tensor(_storage, _offset, new TensorType(Element, new Shape(lengths)), strides);
    }

    /// <summary>The type and, for short tensors, the values.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Count > 16 || _storage is not float[]? Type.ToString() : Type + " { " + string.Join(", ", ToArray<float>()) + " }";

    /// <summary>The bytes of the elements, in row-major order: for saving and hashing.</summary>
    internal ReadOnlySpan<byte> Bytes => WritableBytes;

    /// <summary>The bytes of the elements, in row-major order: for loading.</summary>
    internal Span<byte> WritableBytes => Element switch
    {
        ElementType.Float32 => MemoryMarshal.AsBytes(Span<float>()),
        ElementType.Float64 => MemoryMarshal.AsBytes(Span<double>()),
        ElementType.Int32 => MemoryMarshal.AsBytes(Span<int>()),
        ElementType.Int16 => MemoryMarshal.AsBytes(Span<short>()),
        ElementType.Int64 => MemoryMarshal.AsBytes(Span<long>()),
        _ => MemoryMarshal.AsBytes(Span<sbyte>()),
    };

    /// <summary>The first Float32 element that is NaN or infinite; null where there is none.</summary>
    internal float? FirstNotFinite()
    {
        if (Element == ElementType.Float32)
        {
            foreach (float value in Span<float>())
            {
                if (!float.IsFinite(value))
                {
                    return value;
                }
            }
        }

        return null;
    }

    /// <summary>Zeroed arrays on the pinned heap: kernels take their addresses without pinning each time.</summary>
    internal static Array Allocate(ElementType element, int count) => element switch
    {
        ElementType.Float32 => GC.AllocateArray<float>(count, pinned: true),
        ElementType.Float64 => GC.AllocateArray<double>(count, pinned: true),
        ElementType.Int32 => GC.AllocateArray<int>(count, pinned: true),
        ElementType.Int16 => GC.AllocateArray<short>(count, pinned: true),
        ElementType.Int64 => GC.AllocateArray<long>(count, pinned: true),
        _ => GC.AllocateArray<sbyte>(count, pinned: true),
    };

    /// <summary>Memory for Float32 elements from a cache line's beginning on: a vector that straddles two lines takes twice as long.</summary>
    internal static unsafe (Array Storage, int First) AllocateAligned(int count)
    {
        const int Line = 64 / sizeof(float);
        float[] storage = GC.AllocateArray<float>(checked(count + Line), pinned: true);
        fixed (float* start = storage)
        {
            // A pinned array stays where it is.
            return (storage, (int)(-((nint)start / sizeof(float)) & (Line - 1)));
        }
    }

    private static int[] RowMajorStrides(Shape shape)
    {
        int[] strides = new int[shape.Rank];
        int step = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= shape[axis];
        }

        return strides;
    }

    /// <summary>Copies the elements, in row-major order, into a contiguous tensor of the same type.</summary>
    internal void CopyTo(Tensor destination)
    {
        if (IsContiguous)
        {
            Array.Copy(_storage, _offset, destination._storage, destination._offset, Count);
            return;
        }

        switch (Element)
        {
            case ElementType.Float32:
                if (!StridedCopy.TryTranspose(((float[])_storage).AsSpan(_offset), Shape, _strides, destination.Span<float>()))
                {
                    Gather((float[])_storage, destination.Span<float>());
                }

                break;
            case ElementType.Float64:
                Gather((double[])_storage, destination.Span<double>());
                break;
            case ElementType.Int32:
                Gather((int[])_storage, destination.Span<int>());
                break;
            case ElementType.Int16:
                Gather((short[])_storage, destination.Span<short>());
                break;
            case ElementType.Int64:
                Gather((long[])_storage, destination.Span<long>());
                break;
            default:
                Gather((sbyte[])_storage, destination.Span<sbyte>());
                break;
        }
    }

    private void Gather<T>(T[] source, Span<T> target)
    {
        // A strided view has at least two axes, and its last one at least one element.
        int run = Shape[^1];
        int step = _strides[^1];
        Span<int> index = stackalloc int[Shape.Rank - 1];
        for (int start = 0; start < target.Length; start += run)
        {
            int position = _offset;
            for (int axis = 0; axis < index.Length; axis++)
            {
                position += index[axis] * _strides[axis];
            }

            if (step == 1)
            {
                source.AsSpan(position, run).CopyTo(target[start..]);
            }
            else
            {
                for (int i = 0; i < run; i++)
                {
                    target[start + i] = source[position + (i * step)];
                }
            }

            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == Shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }
    }
}
