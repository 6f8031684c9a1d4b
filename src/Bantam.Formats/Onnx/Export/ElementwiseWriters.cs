using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Functions of each element by itself.</summary>
internal static class ElementwiseWriters
{
    private const int HardSwishSince = 14;

    /// <summary>A function of one value, or of several that are broadcast.</summary>
    public static WrittenValue Write(Node node, OnnxExport export) => node.Op switch
    {
        Add op => OpWriters.Activated(Several(node, "Add", export), op.Activation, export),
        Subtract => Several(node, "Sub", export),
        Multiply => Several(node, "Mul", export),
        Divide => Several(node, "Div", export),
        Maximum => Several(node, "Max", export),
        Minimum => Several(node, "Min", export),
        _ => Function(node, export.Of(node.Inputs[0]), export),
    };

    /// <summary>Limits every element.</summary>
    public static WrittenValue Clip(WrittenValue x, double low, double high, OnnxExport export) =>
        x with { Name = export.File.Add("Clip", x.Shape, [x.Name, export.File.Number(low), export.File.Number(high)]) };

    /// <summary>An operator of a value and a number.</summary>
    public static WrittenValue WithNumber(string opType, WrittenValue x, double number, OnnxExport export) =>
        x with { Name = export.File.Add(opType, x.Shape, [x.Name, export.File.Number(number)]) };

    /// <summary>Softmax along the channels.</summary>
    public static WrittenValue Softmax(Node node, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        x = x.Order == WrittenOrder.FlattenedChannelsFirst ? export.AsStored(x) : x;
        return export.Unary(node.Op.Name, x, OnnxAttributes.Whole("axis", x.AxisOf(-1)));
    }

    /// <summary>An operator that broadcasts its operands.</summary>
    private static WrittenValue Several(Node node, string opType, OnnxExport export)
    {
        (string[] names, WrittenOrder order, WrittenValue leader) = Aligned(node, export);
        Shape shape = order == WrittenOrder.ChannelsFirst ? Declared(node.Type.Shape) : node.Type.Shape;
        return leader with { Name = export.File.Add(opType, shape, names), Shape = shape, Order = order };
    }

    /// <summary>What a node reads, all in one order, so that it fits together by the rules of broadcasting.</summary>
    public static (string[] Names, WrittenOrder Order, WrittenValue Leader) Aligned(Node node, OnnxExport export)
    {
        WrittenValue[] computed = [.. node.Inputs.Where(export.IsWritten).Select(export.Of)];
        if (node.Type.Shape.Rank == 4 && Array.Exists(computed, value => value.Order == WrittenOrder.ChannelsFirst))
        {
            WrittenValue[] first = [.. node.Inputs.Select(input => First(input, export))];
            return ([.. first.Select(value => value.Name)], WrittenOrder.ChannelsFirst, first.First(value => value.Order == WrittenOrder.ChannelsFirst));
        }

        WrittenValue? row = Array.Find(computed, value => value.Order == WrittenOrder.FlattenedChannelsFirst);
        if (row is not null && node.Type.Shape == row.Shape && node.Inputs.All(input => FollowsRow(input, row, export)))
        {
            Arrangement columns = new() { Columns = row.Image!.Shape.WithoutBatch() };
            return ([.. node.Inputs.Select(input => export.IsWritten(input) ? export.Of(input).Name : export.Constants.Write(input, input.Type.Shape.Count == 1 ? default : columns))], row.Order, row);
        }

        WrittenValue[] stored = [.. node.Inputs.Select(input => export.IsWritten(input) ? export.AsStored(input) : new WrittenValue(export.Constants.Write(input), input.Type.Shape))];
        return ([.. stored.Select(value => value.Name)], WrittenOrder.AsStored, stored[0] with { Image = null });
    }

    private static Shape Declared(Shape stored) => [stored[0], stored[3], stored[1], stored[2]];

    private static bool FollowsRow(Value input, WrittenValue row, OnnxExport export) => export.IsWritten(input)
        ? export.Of(input) is { Order: WrittenOrder.FlattenedChannelsFirst } other && other.Image!.Shape == row.Image!.Shape
        : input.Type.Shape.Count == 1 || (input.Type.Shape.Rank <= 2 && input.Type.Shape.Count == row.Shape[1]);

    private static WrittenValue First(Value input, OnnxExport export)
    {
        if (!export.IsWritten(input))
        {
            return new WrittenValue(export.Constants.Write(input, new Arrangement { Rank = 4, Order = Orders.ToDeclared(4) }), input.Type.Shape);
        }

        if (input.Type.Shape.Rank == 4)
        {
            return export.ChannelsFirst(input);
        }

        WrittenValue x = export.AsStored(input);
        return export.Transposed(export.Reshaped(x, [.. Enumerable.Repeat(1, 4 - x.Shape.Rank), .. x.Shape.Lengths]), Orders.ToDeclared(4));
    }

    private static WrittenValue Function(Node node, WrittenValue x, OnnxExport export) => node.Op switch
    {
        Relu => export.Unary("Relu", x),
        Relu6 => Clip(x, 0, 6, export),
        BoundedRelu op => Clip(x, 0, op.Maximum, export),
        Clip op => Clip(x, op.Low, op.High, export),
        LeakyRelu op => export.Unary("LeakyRelu", x, OnnxAttributes.Real("alpha", op.Slope)),
        Elu op => export.Unary("Elu", x, OnnxAttributes.Real("alpha", op.Alpha)),
        HardSwish => WriteHardSwish(x, export),
        Sigmoid or Tanh or Exp or Log or Sqrt or Abs or Round or Floor => export.Unary(node.Op.Name, x),
        Ceiling => export.Unary("Ceil", x),
        Scale op => WithNumber("Mul", x, op.Factor, export),
        Power op => WithNumber("Pow", x, op.Exponent, export),
        Sign => WriteSign(node, x, export),
        _ => throw new UnsupportedException($"Node '{node.Name}' is {node.Op.Name}, for which ONNX has no operator that Bantam writes. Save the network as .bantam, or build it from other layers."),
    };

    private static WrittenValue WriteHardSwish(WrittenValue x, OnnxExport export) => export.Dialect.Opset >= HardSwishSince
        ? export.Unary("HardSwish", x)
        : x with { Name = export.File.Add("Mul", x.Shape, [x.Name, export.Unary("HardSigmoid", x, OnnxAttributes.Real("alpha", 1.0 / 6), OnnxAttributes.Real("beta", 0.5)).Name]) };

    /// <summary>+1 from zero on: the operator Sign of ONNX would give 0 for 0.</summary>
    private static WrittenValue WriteSign(Node node, WrittenValue x, OnnxExport export)
    {
        if (export.Dialect.IsQuant)
        {
            return QuantizationWriters.Bipolar(x, node.Name, export);
        }

        string isLess = export.File.Add(new OnnxNode { OpType = "Less" }, $"{node.Name}.Less", OnnxElement.Bool, x.Shape, [x.Name, export.File.Number(0)]);
        return x with { Name = export.File.Add("Where", x.Shape, [isLess, export.File.Number(-1), export.File.Number(1)]) };
    }
}
