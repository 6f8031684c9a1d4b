using System.Buffers.Binary;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>A tensor whose values are known at import: real numbers, or whole ones (integers of any width, and booleans as 0 and 1).</summary>
/// <remarks>One value may stand for all elements, so that a filled tensor of any size takes no memory.</remarks>
internal sealed class ConstantTensor
{
    /// <summary>The most elements that a computed constant may have.</summary>
    public const int MaximumComputed = 1 << 24;

    private readonly double[]? _reals;
    private readonly long[]? _wholes;

    private ConstantTensor(OnnxElement element, Shape shape, double[]? reals, long[]? wholes)
    {
        Element = element;
        Shape = shape;
        _reals = reals;
        _wholes = wholes;
    }

    /// <summary>The element type.</summary>
    public OnnxElement Element { get; }

    /// <summary>The axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>Whether one value stands for all elements.</summary>
    public bool IsUniform => Count == 1 || (_reals?.Length ?? _wholes!.Length) < Count;

    /// <summary>Makes a tensor of real numbers, which are rounded to the element type.</summary>
    public static ConstantTensor OfReals(OnnxElement element, Shape shape, double[] values)
    {
        if (element != OnnxElement.Float64)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = element switch
                {
                    OnnxElement.Float16 => (double)(Half)values[i],
                    _ => (float)values[i],
                };
            }
        }

        return new(element, shape, values, null);
    }

    /// <summary>Makes a tensor of whole numbers, which wrap around the element type.</summary>
    public static ConstantTensor OfWholes(OnnxElement element, Shape shape, long[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = element.Wrap(values[i]);
        }

        return new(element, shape, null, values);
    }

    /// <summary>A list of 64-bit integers, as shapes are.</summary>
    public static ConstantTensor OfList(IReadOnlyList<long> values) => OfWholes(OnnxElement.Int64, [values.Count], [.. values]);

    /// <summary>A tensor from numbers of either kind.</summary>
    /// <param name="element">The element type.</param>
    /// <param name="shape">The axes.</param>
    /// <param name="real">Gives the elements, where they are real numbers.</param>
    /// <param name="whole">Gives the elements, where they are whole ones.</param>
    /// <param name="known">How many elements the file itself had to hold for this tensor: so many are always made.</param>
    /// <exception cref="ModelFormatException">The tensor would be far larger than the file.</exception>
    public static ConstantTensor Of(OnnxElement element, Shape shape, Func<int, double> real, Func<int, long> whole, int known = 0)
    {
        if (shape.Count > Math.Max(MaximumComputed, known))
        {
            throw new ModelFormatException($"A constant of shape {shape} has more than {MaximumComputed} elements, more than is computed at import. Store it in the file.");
        }

        return element.IsFloat
            ? OfReals(element, shape, Filled(shape.Count, real))
            : OfWholes(element, shape, Filled(shape.Count, whole));
    }

    /// <summary>The same value everywhere.</summary>
    public ConstantTensor Filled(Shape shape) => new(Element, shape, _reals?[..1], _wholes?[..1]);

    /// <summary>The same elements under another shape.</summary>
    public ConstantTensor Reshaped(Shape shape) => new(Element, shape, _reals, _wholes);

    /// <summary>An element as a real number.</summary>
    public double Real(int index) => _reals is { } reals ? reals[reals.Length == 1 ? 0 : index] : Whole(index);

    /// <summary>An element as a whole number; a real one loses its fraction and saturates.</summary>
    public long Whole(int index)
    {
        if (_wholes is { } wholes)
        {
            return wholes[wholes.Length == 1 ? 0 : index];
        }

        double real = Math.Truncate(Real(index));
        return double.IsNaN(real) ? 0 : real >= 9.2e18 ? long.MaxValue : real <= -9.2e18 ? long.MinValue : (long)real;
    }

    /// <summary>All elements as whole numbers.</summary>
    public long[] Wholes() => Filled(Count, Whole);

    /// <summary>All elements in single precision.</summary>
    public float[] Singles() => Filled(Count, index => (float)Real(index));

    /// <summary>Elements picked from this tensor.</summary>
    /// <param name="shape">The new shape.</param>
    /// <param name="source">For each new element the old one.</param>
    public ConstantTensor Picked(Shape shape, Func<int, int> source) =>
        IsUniform && Count > 0 ? Filled(shape) : Of(Element, shape, index => Real(source(index)), index => Whole(source(index)), Count);

    /// <summary>The axes in another order.</summary>
    /// <param name="order">For each new axis the old one.</param>
    public ConstantTensor Permuted(int[] order)
    {
        Shape shape = new([.. order.Select(axis => Shape[axis])]);
        int[] steps = Steps(Shape);
        return Picked(shape, index =>
        {
            int source = 0;
            for (int axis = order.Length - 1; axis >= 0; axis--)
            {
                (index, int position) = Math.DivRem(index, shape[axis]);
                source += position * steps[order[axis]];
            }

            return source;
        });
    }

    /// <summary>The elements from one position of each axis to the next.</summary>
    public static int[] Steps(Shape shape)
    {
        int[] steps = new int[shape.Rank];
        int step = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= shape[axis];
        }

        return steps;
    }

    /// <summary>Reads a tensor of a file.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="folder">Where external data may lie.</param>
    /// <exception cref="ModelFormatException">Its shape and its data do not fit.</exception>
    /// <exception cref="UnsupportedException">Its element type is not read.</exception>
    public static ConstantTensor Read(OnnxTensor tensor, string? folder)
    {
        string place = $"Tensor '{tensor.Name}'";
        OnnxElement element = OnnxElements.Of(tensor.DataType, place);
        Shape shape = OnnxShapes.Of(tensor.Dims, place);
        if (tensor.IsExternal || !tensor.Raw.IsEmpty)
        {
            long bytes = (((long)shape.Count * element.Bits) + 7) / 8;
            ReadOnlyMemory<byte> raw = tensor.IsExternal ? ExternalData.Read(tensor, folder, bytes) : tensor.Raw;
            return raw.Length == bytes
                ? element.IsFloat
                    ? OfReals(element, shape, Filled(shape.Count, index => RealAt(element, raw.Span, index)))
                    : OfWholes(element, shape, Filled(shape.Count, index => WholeAt(element, raw.Span, index)))
                : throw new ModelFormatException($"{place} is {element}{shape} and needs {bytes} bytes, but the file has {raw.Length}.");
        }

        int perEntry = element.Bits < 8 ? 8 / element.Bits : 1;
        int entries = tensor.Singles.Count + tensor.Doubles.Count + tensor.Wholes.Count;
        if (entries != (shape.Count + perEntry - 1) / perEntry)
        {
            throw new ModelFormatException($"{place} is {element}{shape} and needs {shape.Count} elements, but the file has {(long)entries * perEntry}.");
        }

        return element switch
        {
            _ when !element.IsFloat && tensor.Wholes.Count == entries => OfWholes(element, shape, Filled(shape.Count, index => Unpacked(element, tensor.Wholes[index / perEntry], index % perEntry))),
            OnnxElement.Float16 when tensor.Wholes.Count == entries => OfReals(element, shape, Filled(shape.Count, index => (double)BitConverter.UInt16BitsToHalf((ushort)tensor.Wholes[index]))),
            OnnxElement.BFloat16 when tensor.Wholes.Count == entries => OfReals(element, shape, Filled(shape.Count, index => (double)BitConverter.Int32BitsToSingle((int)tensor.Wholes[index] << 16))),
            OnnxElement.Float32 when tensor.Singles.Count == entries => OfReals(element, shape, Filled(shape.Count, index => (double)tensor.Singles[index])),
            OnnxElement.Float64 when tensor.Doubles.Count == entries => OfReals(element, shape, Filled(shape.Count, index => tensor.Doubles[index])),
            _ => throw new ModelFormatException($"{place} is {element}{shape}, but its elements lie in a list of another type."),
        };
    }

    private static T[] Filled<T>(int count, Func<int, T> value)
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = value(i);
        }

        return values;
    }

    private static double RealAt(OnnxElement element, ReadOnlySpan<byte> raw, int index) => element switch
    {
        OnnxElement.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(raw[(index * 2)..]),
        OnnxElement.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(raw[(index * 2)..]) << 16),
        OnnxElement.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(raw[(index * 8)..]),
        _ => BinaryPrimitives.ReadSingleLittleEndian(raw[(index * 4)..]),
    };

    private static long WholeAt(OnnxElement element, ReadOnlySpan<byte> raw, int index) => element.Bits switch
    {
        < 8 => Unpacked(element, raw[index * element.Bits / 8], index % (8 / element.Bits)),
        8 => raw[index],
        16 => BinaryPrimitives.ReadInt16LittleEndian(raw[(index * 2)..]),
        32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(index * 4)..]),
        _ => BinaryPrimitives.ReadInt64LittleEndian(raw[(index * 8)..]),
    };

    // The first element lies in the lowest bits.
    private static long Unpacked(OnnxElement element, long entry, int position) => element.Bits < 8 ? entry >> (position * element.Bits) : entry;
}
