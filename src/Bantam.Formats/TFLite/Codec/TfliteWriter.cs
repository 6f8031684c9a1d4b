using Google.FlatBuffers;

namespace Bantam.Formats;

/// <summary>Writes a <see cref="TfliteModel"/> as the bytes of a <c>.tflite</c> file. The same model gives the same bytes.</summary>
/// <remarks>As runtimes for devices expect it: buffer 0 is empty, data is aligned to 16 bytes, and an operator's kind is written in the field
/// of old files and in that of new ones. Source: the schema of TensorFlow Lite, version 3.</remarks>
internal sealed class TfliteWriter
{
    /// <summary>The largest kind that the field of old files holds; those above write this number there.</summary>
    private const int LargestOldCode = 127;

    private const int DataAlignment = 16;

    private readonly FlatBufferBuilder _builder = new(1 << 16);
    private readonly List<ReadOnlyMemory<byte>> _buffers = [ReadOnlyMemory<byte>.Empty];

    public static byte[] Write(TfliteModel model) => new TfliteWriter().WriteModel(model);

    private byte[] WriteModel(TfliteModel model)
    {
        (TfliteOpcode, int, string)[] kinds = [.. model.Operators.Select(KindOf).Distinct()];
        VectorOffset codes = Tables([.. kinds.Select(WriteCode)]);
        VectorOffset metadata = Tables([.. model.Metadata.Select(WriteMetadata)]);
        VectorOffset graphs = Tables([WriteGraph(model, kinds)]);
        VectorOffset signatures = model.Signature is { } signature ? Tables([WriteSignature(signature)]) : default;
        StringOffset description = _builder.CreateString(model.Description);
        VectorOffset buffers = Tables([.. _buffers.Select(WriteBuffer)]);

        _builder.StartTable(8);
        _builder.AddUint(0, TfliteModel.Version, 0);
        _builder.AddOffset(1, codes.Value, 0);
        _builder.AddOffset(2, graphs.Value, 0);
        _builder.AddOffset(3, description.Value, 0);
        _builder.AddOffset(4, buffers.Value, 0);
        _builder.AddOffset(6, metadata.Value, 0);
        _builder.AddOffset(7, signatures.Value, 0);
        _builder.Finish(_builder.EndTable(), "TFL3");
        return _builder.SizedByteArray();
    }

    private static (TfliteOpcode Code, int Version, string CustomName) KindOf(TfliteOperator op) => (op.Code, op.Version, op.CustomName);

    private int WriteCode((TfliteOpcode Code, int Version, string CustomName) kind)
    {
        StringOffset name = kind.CustomName.Length == 0 ? default : _builder.CreateString(kind.CustomName);
        _builder.StartTable(4);
        _builder.AddSbyte(0, (sbyte)Math.Min((int)kind.Code, LargestOldCode), 0);
        _builder.AddOffset(1, name.Value, 0);
        _builder.AddInt(2, kind.Version, 1);
        _builder.AddInt(3, (int)kind.Code, 0);
        return _builder.EndTable();
    }

    private int WriteGraph(TfliteModel model, (TfliteOpcode, int, string)[] kinds)
    {
        VectorOffset tensors = Tables([.. model.Tensors.Select(WriteTensor)]);
        VectorOffset inputs = Int32s(model.Inputs.AsSpan());
        VectorOffset outputs = Int32s(model.Outputs.AsSpan());
        VectorOffset operators = Tables([.. model.Operators.Select(op => WriteOperator(op, Array.IndexOf(kinds, KindOf(op))))]);
        StringOffset name = _builder.CreateString(model.GraphName);
        _builder.StartTable(5);
        _builder.AddOffset(0, tensors.Value, 0);
        _builder.AddOffset(1, inputs.Value, 0);
        _builder.AddOffset(2, outputs.Value, 0);
        _builder.AddOffset(3, operators.Value, 0);
        _builder.AddOffset(4, name.Value, 0);
        return _builder.EndTable();
    }

    private int WriteTensor(TfliteTensor tensor)
    {
        VectorOffset shape = Int32s(tensor.Shape.AsSpan());
        StringOffset name = _builder.CreateString(tensor.Name);
        int quantization = tensor.Quantization is { } parameters ? WriteQuantization(parameters) : 0;
        VectorOffset signature = tensor.ShapeSignature.IsEmpty ? default : Int32s(tensor.ShapeSignature.AsSpan());
        _builder.StartTable(8);
        _builder.AddOffset(0, shape.Value, 0);
        _builder.AddByte(1, (byte)tensor.Type, 0);
        _builder.AddUint(2, (uint)BufferFor(tensor.Data), 0);
        _builder.AddOffset(3, name.Value, 0);
        _builder.AddOffset(4, quantization, 0);
        _builder.AddBool(5, tensor.IsVariable, false);
        _builder.AddOffset(7, signature.Value, 0);
        return _builder.EndTable();
    }

    private int WriteQuantization(TfliteQuantization quantization)
    {
        _builder.StartVector(sizeof(float), quantization.Scales.Length, sizeof(float));
        for (int i = quantization.Scales.Length - 1; i >= 0; i--)
        {
            _builder.AddFloat(quantization.Scales[i]);
        }

        VectorOffset scales = _builder.EndVector();
        _builder.StartVector(sizeof(long), quantization.ZeroPoints.Length, sizeof(long));
        for (int i = quantization.ZeroPoints.Length - 1; i >= 0; i--)
        {
            _builder.AddLong(quantization.ZeroPoints[i]);
        }

        VectorOffset zeroPoints = _builder.EndVector();
        _builder.StartTable(7);
        _builder.AddOffset(2, scales.Value, 0);
        _builder.AddOffset(3, zeroPoints.Value, 0);
        _builder.AddInt(6, quantization.Axis, 0);
        return _builder.EndTable();
    }

    private int WriteOperator(TfliteOperator op, int kind)
    {
        VectorOffset inputs = Int32s(op.Inputs.AsSpan());
        VectorOffset outputs = Int32s(op.Outputs.AsSpan());
        VectorOffset intermediates = op.Intermediates.IsEmpty ? default : Int32s(op.Intermediates.AsSpan());
        int options = op.Options is { } settings ? TfliteOptionsWriter.Write(_builder, settings) : 0;
        _builder.StartTable(9);
        _builder.AddUint(0, (uint)kind, 0);
        _builder.AddOffset(1, inputs.Value, 0);
        _builder.AddOffset(2, outputs.Value, 0);
        _builder.AddByte(3, options == 0 ? (byte)0 : TfliteOptionsKind.Of(op.Code) ?? 0, 0);
        _builder.AddOffset(4, options, 0);
        _builder.AddOffset(8, intermediates.Value, 0);
        return _builder.EndTable();
    }

    private int WriteMetadata(TfliteMetadata metadata)
    {
        StringOffset name = _builder.CreateString(metadata.Name);
        _builder.StartTable(2);
        _builder.AddOffset(0, name.Value, 0);
        _builder.AddUint(1, (uint)BufferFor(metadata.Data), 0);
        return _builder.EndTable();
    }

    private int WriteSignature(TfliteSignature signature)
    {
        VectorOffset inputs = Tables([.. signature.Inputs.Select(WriteNamedTensor)]);
        VectorOffset outputs = Tables([.. signature.Outputs.Select(WriteNamedTensor)]);
        StringOffset key = _builder.CreateString(signature.Key);
        _builder.StartTable(5);
        _builder.AddOffset(0, inputs.Value, 0);
        _builder.AddOffset(1, outputs.Value, 0);
        _builder.AddOffset(2, key.Value, 0);
        return _builder.EndTable();
    }

    private int WriteNamedTensor(TfliteNamedTensor named)
    {
        StringOffset name = _builder.CreateString(named.Name);
        _builder.StartTable(2);
        _builder.AddOffset(0, name.Value, 0);
        _builder.AddUint(1, (uint)named.Tensor, 0);
        return _builder.EndTable();
    }

    private int WriteBuffer(ReadOnlyMemory<byte> data)
    {
        VectorOffset bytes = default;
        if (!data.IsEmpty)
        {
            _builder.StartVector(sizeof(byte), data.Length, DataAlignment);
            for (int i = data.Length - 1; i >= 0; i--)
            {
                _builder.PutByte(data.Span[i]);
            }

            bytes = _builder.EndVector();
        }

        _builder.StartTable(1);
        _builder.AddOffset(0, bytes.Value, 0);
        return _builder.EndTable();
    }

    private int BufferFor(ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return 0;
        }

        _buffers.Add(data);
        return _buffers.Count - 1;
    }

    private VectorOffset Int32s(ReadOnlySpan<int> values) => TfliteOptionsWriter.Int32s(_builder, values);

    private VectorOffset Tables(ReadOnlySpan<int> tables)
    {
        _builder.StartVector(sizeof(int), tables.Length, sizeof(int));
        for (int i = tables.Length - 1; i >= 0; i--)
        {
            _builder.AddOffset(tables[i]);
        }

        return _builder.EndVector();
    }
}
