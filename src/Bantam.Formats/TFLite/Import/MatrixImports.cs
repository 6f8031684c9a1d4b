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

        (int rows, int rest) = Math.DivRem(input.Type.Shape.Count, weights.Type.Shape[1]);
        if (rest != 0 || rows != input.Type.Shape[0])
        {
            throw op.Unsupported($"multiplies {input.Type} by {weights.Type} row by row, with more rows than the batch has samples", "Replace it by a 1x1 convolution.");
        }

        Value flat = input.Type.Shape.Rank == 2 ? input : op.Step(".flat", new Flatten(), input);
        int outputs = weights.Type.Shape[0];
        if (op.Output.Shape.Length == 2)
        {
            op.ReturnActivated(new Dense(), options.Activation, ConvolutionImports.WithBias(op, flat, weights));
        }
        else
        {
            throw op.Unsupported($"keeps the axes of its input for {outputs} outputs", "Reshape the input to [batch, features] before it.");
        }
    }

    /// <summary>Inputs: two batches of matrices.</summary>
    public static void BatchMatMul(OperatorImport op)
    {
        TfliteBatchMatMulOptions options = op.Options<TfliteBatchMatMulOptions>();
        op.Return(new MatMul(options.TransposesLeft, options.TransposesRight), op.Input(0), op.Input(1));
    }
}
