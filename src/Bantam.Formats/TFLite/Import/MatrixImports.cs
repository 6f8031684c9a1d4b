using Bantam.Model;

namespace Bantam.Formats;

/// <summary>FULLY_CONNECTED and BATCH_MATMUL.</summary>
internal static class MatrixImports
{
    /// <summary>Inputs: an activation whose elements are cut into rows as long as those of the weights, weights [outputs, inputs], and optionally a bias.</summary>
    public static void FullyConnected(OperatorImport op)
    {
        TfliteFullyConnectedOptions options = op.Options<TfliteFullyConnectedOptions>();
        if (options.IsShuffled)
        {
            throw op.Unsupported("has weights in an order for one processor", "Convert the model without optimizing it for a delegate.");
        }

        Value input = op.Input(0);
        Value weights = op.Input(1);
        if (weights.Type.Shape.Rank != 2)
        {
            throw new ModelFormatException($"{op.Place} needs weights [outputs, inputs], but got {weights.Type}. The file is damaged; convert the model again.");
        }

        (int outputs, int features) = (weights.Type.Shape[0], weights.Type.Shape[1]);
        (int rows, int rest) = Math.DivRem(input.Type.Shape.Count, features);
        if (rest != 0)
        {
            throw new ModelFormatException($"{op.Place} cuts {input.Type} into rows of {features} elements, which does not come out even. The file is damaged; convert the model again.");
        }

        Value[] operands = ConvolutionImports.WithBias(op, Rows(op, input, new Shape(rows, features)), weights);
        if (op.Output.Shape.AsSpan().SequenceEqual([rows, outputs]))
        {
            op.ReturnActivated(new Dense(), options.Activation, operands);
            return;
        }

        Dense dense = options.Activation switch
        {
            TfliteActivation.None => new Dense(),
            TfliteActivation.Relu => new Dense { Activation = Activation.Relu },
            TfliteActivation.Relu6 => new Dense { Activation = Activation.Relu6 },
            _ => throw op.Unsupported($"applies the activation {options.Activation} and keeps the axes of its input", "Apply it afterwards."),
        };
        (Value value, Op last) = op.Reshaped(op.QuantizedStep(".rows", dense, operands), new Shape(op.Output.Shape.AsSpan()));
        op.ReturnMovedFrom(value, last);
    }

    private static Value Rows(OperatorImport op, Value input, Shape shape)
    {
        if (input.Type.Shape == shape)
        {
            return input;
        }

        (Value value, Op last) = op.Reshaped(input, shape);
        return op.Step(".flat", last, value);
    }

    /// <summary>Inputs: two batches of matrices.</summary>
    public static void BatchMatMul(OperatorImport op)
    {
        TfliteBatchMatMulOptions options = op.Options<TfliteBatchMatMulOptions>();
        op.Return(new MatMul(options.TransposesLeft, options.TransposesRight), op.Input(0), op.Input(1));
    }
}
