using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads the bytes of a <c>.tflite</c> file into a <see cref="TfliteModel"/>.</summary>
/// <remarks>Every position, length and number is checked. The data of constants is not copied; all that is read is bounded by <see cref="FlatFile.Multiple"/>
/// times the size of the file. Source: the schema of TensorFlow Lite, version 3.</remarks>
internal static class TfliteReader
{
    /// <exception cref="ModelFormatException">The bytes are no such file, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">The file uses a part of the format that Bantam does not know.</exception>
    public static TfliteModel Read(byte[] bytes)
    {
        FlatFile file = new(bytes);
        if (!file.HasIdentifier("TFL3"u8))
        {
            throw new ModelFormatException("It does not carry the letters TFL3 that mark a TensorFlow Lite model. Choose a .tflite file.");
        }

        FlatTable model = file.Root();
        uint version = model.UInt32(0);
        if (version != TfliteModel.Version)
        {
            throw new UnsupportedException($"The model has version {version} of the format, but Bantam reads version {TfliteModel.Version}. Convert it with a current converter.");
        }

        TfliteModel read = ReadModel(file, model);
        TfliteCheck.Run(read);
        return read;
    }

    private static TfliteModel ReadModel(FlatFile file, FlatTable model)
    {
        FlatTable[] graphs = model.Tables(2);
        if (graphs.Length == 0)
        {
            throw new ModelFormatException("It holds no graph. Convert the model again.");
        }

        FlatTable[] signatures = model.Tables(7);
        RequireFirstGraph(signatures);
        ReadOnlyMemory<byte>[] buffers = [.. model.Tables(4).Select(Data)];
        FlatTable[] codes = model.Tables(1);
        FlatTable graph = graphs[0];
        return new TfliteModel
        {
            Description = model.Text(3),
            GraphName = graph.Text(4),
            Tensors = [.. graph.Tables(0).Select((tensor, index) => Charged(file, ReadTensor(tensor, index, buffers)))],
            Operators = [.. graph.Tables(3).Select((op, index) => ReadOperator(op, index, codes))],
            Inputs = graph.Int32s(1),
            Outputs = graph.Int32s(2),
            Metadata = [.. model.Tables(6).Select(entry => new TfliteMetadata(entry.Text(0), BufferAt(buffers, entry.UInt32(1), "metadata")))],
            Signature = signatures.Length == 0 ? null : new TfliteSignature(signatures[0].Text(2), Names(signatures[0].Tables(0)), Names(signatures[0].Tables(1))),
        };
    }

    /// <summary>Other graphs than the first are only reached through operators that run them, which are refused on their own, or through a signature.</summary>
    private static void RequireFirstGraph(FlatTable[] signatures)
    {
        foreach (FlatTable signature in signatures)
        {
            if (signature.UInt32(4) != 0)
            {
                throw new UnsupportedException($"The model has several graphs that callers choose from: its signature '{Printable.Text(signature.Text(2))}' runs graph {signature.UInt32(4)}. Convert a model with one signature.");
            }
        }
    }

    private static ImmutableArray<TfliteNamedTensor> Names(FlatTable[] entries) =>
        [.. entries.Select(entry => new TfliteNamedTensor(entry.Text(0), (int)Math.Min(entry.UInt32(1), int.MaxValue)))];

    private static ReadOnlyMemory<byte> Data(FlatTable buffer) => buffer.Int64(1) > 1 || buffer.Int64(2) > 1
        ? throw new UnsupportedException("Data of the model lies behind its tables, as in files of more than 2 GB. Such models do not fit a small device; convert a smaller one.")
        : buffer.Bytes(0);

    private static ReadOnlyMemory<byte> BufferAt(ReadOnlyMemory<byte>[] buffers, uint index, string user) => index < buffers.Length
        ? buffers[index]
        : throw new ModelFormatException($"The {user} names buffer {index}, but there are {buffers.Length}. The file is damaged; convert the model again.");

    /// <summary>Constants may share their data, and become numbers later: what they unfold into is bounded too.</summary>
    private static TfliteTensor Charged(FlatFile file, TfliteTensor tensor)
    {
        file.Charge(tensor.Data.Length);
        return tensor;
    }

    private static TfliteTensor ReadTensor(FlatTable tensor, int index, ReadOnlyMemory<byte>[] buffers)
    {
        string name = tensor.Text(3);
        string place = $"tensor {index} ('{Printable.Text(name)}')";
        if (tensor.Has(6))
        {
            throw new UnsupportedException($"The {place} is stored sparsely, which Bantam does not read. Convert the model without sparsity.");
        }

        if (tensor.UInt32(10) != 0)
        {
            throw new UnsupportedException($"The data of {place} lies in another file, which Bantam does not read. Convert the model into one file.");
        }

        return new TfliteTensor
        {
            Name = name,
            Type = (TfliteType)tensor.Byte(1),
            Shape = tensor.Int32s(0),
            ShapeSignature = tensor.Int32s(7),
            Quantization = tensor.Table(4) is { } quantization ? ReadQuantization(quantization, tensor.Int32s(0).Length, place) : null,
            Data = BufferAt(buffers, tensor.UInt32(2), place),
            IsVariable = tensor.Boolean(5),
        };
    }

    /// <summary>Null where the table only tells which range of values was seen. A vector has one axis, whatever old converters write.</summary>
    private static TfliteQuantization? ReadQuantization(FlatTable table, int rank, string place)
    {
        if (table.Byte(4) != 0)
        {
            throw new UnsupportedException($"The {place} is quantized in a way of its own, which Bantam does not read. Convert the model with scales and zero points.");
        }

        ImmutableArray<float> scales = table.Singles(2);
        ImmutableArray<long> zeroPoints = table.Int64s(3);
        return scales.IsEmpty && zeroPoints.IsEmpty
            ? null
            : new TfliteQuantization(scales, zeroPoints.IsEmpty ? [.. scales.Select(_ => 0L)] : zeroPoints, rank == 1 ? 0 : table.Int32(6));
    }

    private static TfliteOperator ReadOperator(FlatTable op, int index, FlatTable[] codes)
    {
        uint number = op.UInt32(0);
        if (number >= codes.Length)
        {
            throw new ModelFormatException($"Operator {index} is of kind {number}, but there are {codes.Length} kinds. The file is damaged; convert the model again.");
        }

        // Old files have only the byte, new ones both; numbers above 127 fit only the new field.
        FlatTable kind = codes[number];
        TfliteOpcode code = (TfliteOpcode)Math.Max((sbyte)kind.Byte(0), kind.Int32(3));
        return new TfliteOperator
        {
            Code = code,
            Version = kind.Int32(2, 1),
            CustomName = kind.Text(1),
            Inputs = op.Int32s(1),
            Outputs = op.Int32s(2),
            Intermediates = op.Int32s(8),
            Options = TfliteOptionsReader.Read(code, op.Byte(3), op.Table(4)),
        };
    }
}
