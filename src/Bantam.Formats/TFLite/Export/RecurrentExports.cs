using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Recurrent layers as operators: their memory becomes tensors that keep their values.</summary>
internal static class RecurrentExports
{
    private const int Gates = 4;
    private const int Absent = -1;

    public static void Svdf(Node node, Svdf op, TfliteExport export)
    {
        (Shape input, Shape time) = (node.Inputs[0].Type.Shape, node.Inputs[2].Type.Shape);
        if (input.Rank != 2)
        {
            throw new UnsupportedException($"Node '{node.Name}' reads several frames at once, but the operator of a .tflite file reads one. Give the network single frames, [batch, features].");
        }

        int memory = export.Add(Memory($"{node.Name}.memory", [input[0], time.Count], op.StateCodes));
        int bias = node.Inputs.Count > 3 ? export.Operand(node.Inputs[3]) : Absent;
        export.Emit(
            node,
            TfliteOpcode.Svdf,
            new TfliteSvdfOptions(op.Rank, LayerExports.ActivationOf(op.Activation)),
            export.TensorOf(node.Inputs[0]),
            export.Operand(node.Inputs[1]),
            export.Operand(node.Inputs[2]),
            bias,
            memory);
    }

    public static void Lstm(Node node, Lstm op, TfliteExport export)
    {
        Shape input = node.Inputs[0].Type.Shape;
        int batch = op.IsTimeMajor ? input[1] : input[0];
        int units = node.Type.Shape[2];
        int[] bias = node.Inputs.Count > 3 ? OfGates(node.Inputs[3], export) : [Absent, Absent, Absent, Absent];
        int hidden = export.Add(Memory($"{node.Name}.hidden", [batch, units], export.Codes.Of(node)));
        int cell = export.Add(Memory($"{node.Name}.cell", [batch, units], op.CellCodes));
        export.Emit(
            node,
            TfliteOpcode.UnidirectionalSequenceLstm,
            new TfliteLstmOptions(TfliteActivation.Tanh, (float)op.CellClip, 0, op.IsTimeMajor),
            [export.TensorOf(node.Inputs[0]), .. OfGates(node.Inputs[1], export), .. OfGates(node.Inputs[2], export), Absent, Absent, Absent, .. bias, Absent, Absent, hidden, cell, Absent, Absent, Absent, Absent]);
    }

    /// <summary>The rows of each gate as a tensor of its own.</summary>
    private static int[] OfGates(Value joined, TfliteExport export)
    {
        (Parameter parameter, QuantizationParameters? codes) = joined switch
        {
            Parameter real => (real, null),
            Node { Op: DequantizeLinear dequantize } node when node.Inputs[0] is Parameter integers => (integers, dequantize.Parameters),
            _ => throw new UnsupportedException($"'{joined.Name}' of a recurrent layer is rounded to codes while it runs, which Bantam cannot write yet. Save the network as .bantam."),
        };
        Tensor values = export.ValueOf(parameter);
        int rows = values.Shape[0] / Gates;
        return [.. Enumerable.Range(0, Gates).Select(gate => export.Add(Part(parameter.Name, values, gate * rows, codes)))];
    }

    private static TfliteTensor Part(string name, Tensor values, int first, QuantizationParameters? codes)
    {
        int rows = values.Shape[0] / Gates;
        Shape shape = [rows, .. values.Shape.Lengths[1..]];
        int start = first * (shape.Count / rows);
        Tensor part = values.Element switch
        {
            ElementType.Int8 => Tensor.From(shape, values.Span<sbyte>().Slice(start, shape.Count)),
            ElementType.Int32 => Tensor.From(shape, values.Span<int>().Slice(start, shape.Count)),
            ElementType.Int64 => Tensor.From(shape, values.Span<long>().Slice(start, shape.Count)),
            _ => Tensor.From(shape, values.Span<float>().Slice(start, shape.Count)),
        };
        if (codes is null)
        {
            return ConstantTensors.Real(name, part);
        }

        int row = codes.Axis is null ? 0 : first;
        return ConstantTensors.Codes(name, part, new QuantizationParameters([codes.Scales[row]], [codes.ZeroPoints[row]], null, codes.QMin, codes.QMax));
    }

    private static TfliteTensor Memory(string name, Shape shape, QuantizationParameters? codes) => new()
    {
        Name = name,
        Type = codes is null ? TfliteType.Float32 : ConstantTensors.TypeOf(codes),
        Shape = [.. shape.Lengths],
        Quantization = codes is null ? null : ConstantTensors.QuantizationOf(codes),
        IsVariable = true,
    };
}
