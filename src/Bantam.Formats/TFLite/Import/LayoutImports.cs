using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Operators that move elements: RESHAPE, SQUEEZE, EXPAND_DIMS, TRANSPOSE, CONCATENATION, PAD, PADV2 and SPLIT.</summary>
internal static class LayoutImports
{
    /// <summary>Any change of shape: the file fixes the result.</summary>
    public static void Reshape(OperatorImport op)
    {
        (Value value, Op last) = op.Reshaped(op.Input(0), new Shape(op.Output.Shape.AsSpan()));
        op.ReturnMoved(last, value);
    }

    /// <summary>Inputs: a value, and the order of its axes.</summary>
    public static void Transpose(OperatorImport op) => op.ReturnMoved(new Permute(new Axes(op.Integers(1))), op.Input(0));

    public static void Concatenation(OperatorImport op)
    {
        TfliteConcatenationOptions options = op.Options<TfliteConcatenationOptions>();
        if (options.Activation != TfliteActivation.None)
        {
            throw op.Unsupported($"applies the activation {options.Activation} while it joins", "Apply it before or after.");
        }

        op.ReturnMoved(new Concat(options.Axis), [.. Enumerable.Range(0, op.InputCount).Select(op.Input)]);
    }

    /// <summary>Inputs: a value, a row of two numbers for each axis, and with PADV2 the value of the border.</summary>
    public static void Pad(OperatorImport op)
    {
        Value input = op.Input(0);
        int[] numbers = op.Integers(1);
        if (numbers.Length != 2 * input.Type.Shape.Rank)
        {
            throw new ModelFormatException($"{op.Place} has {numbers.Length} numbers for the {input.Type.Shape.Rank} axes of its input; each needs two. The file is damaged; convert the model again.");
        }

        Shape before = new([.. numbers.Where((_, index) => index % 2 == 0)]);
        Shape after = new([.. numbers.Where((_, index) => index % 2 == 1)]);
        op.ReturnMoved(new Pad(before, after, op.Has(2) ? BorderOf(op) : 0), input);
    }

    /// <summary>Inputs: the axis, and a value.</summary>
    public static void Split(OperatorImport op)
    {
        Value input = op.Input(1);
        int axis = op.Integers(0) is [int only] ? only : throw op.Unsupported("splits along several axes");
        int length = input.Type.Shape[axis < 0 ? axis + input.Type.Shape.Rank : axis];
        if (op.OutputCount == 0 || length % op.OutputCount != 0)
        {
            throw new ModelFormatException($"{op.Place} splits {length} positions into {op.OutputCount} equal parts. The file is damaged; convert the model again.");
        }

        int part = length / op.OutputCount;
        for (int i = 0; i < op.OutputCount; i++)
        {
            op.ReturnMovedAt(i, new Slice(axis, i * part, part), input);
        }
    }

    private static double BorderOf(OperatorImport op)
    {
        Tensor border = op.Constant(2);
        return border.Count != 1
            ? throw op.Unsupported($"pads with {border.Count} values", "Pad with one.")
            : op.CodesOfConstant(2) is { } codes
                ? new DequantizeLinear(codes).Apply(border).Span<float>()[0]
                : border.Span<float>()[0];
    }
}
