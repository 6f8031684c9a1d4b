using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Checks that the parts of a model fit together, so that all that reads it can rely on that.</summary>
internal static class TfliteCheck
{
    private const int MaximumRank = 8;

    /// <exception cref="ModelFormatException">Something does not fit.</exception>
    /// <exception cref="UnsupportedException">A tensor is of a type that Bantam does not know.</exception>
    public static void Run(TfliteModel model)
    {
        for (int i = 0; i < model.Tensors.Length; i++)
        {
            CheckTensor(model.Tensors[i], PlaceOf(model, i));
        }

        CheckOrder(model);
        CheckSignature(model);
    }

    /// <summary>A tensor as messages name it.</summary>
    public static string PlaceOf(TfliteModel model, int tensor) => $"tensor {tensor} ('{Printable.Text(model.Tensors[tensor].Name)}')";

    private static void CheckTensor(TfliteTensor tensor, string place)
    {
        if (tensor.Shape.Length > MaximumRank)
        {
            throw new ModelFormatException($"The {place} has {tensor.Shape.Length} axes; at most {MaximumRank} make sense. The file is damaged; convert the model again.");
        }

        long count = 1;
        foreach (int length in tensor.Shape)
        {
            count *= length;
            if (length < 1 || count > int.MaxValue)
            {
                throw new ModelFormatException($"The {place} has the shape [{string.Join(", ", tensor.Shape)}]; lengths are at least 1 and their product at most {int.MaxValue}. The file is damaged; convert the model again.");
            }
        }

        if (tensor.IsConstant)
        {
            long bytes = tensor.Type.BytesOf(count) ?? throw new UnsupportedException($"The {place} holds elements of type number {(int)tensor.Type}, which Bantam does not read. Convert the model to float or to 8-bit integers.");
            if (bytes != tensor.Data.Length)
            {
                throw new ModelFormatException($"The {place} is {tensor.Type}[{string.Join(", ", tensor.Shape)}], which takes {bytes} bytes, but its buffer has {tensor.Data.Length}. The file is damaged; convert the model again.");
            }
        }

        if (tensor.Quantization is { } quantization)
        {
            CheckQuantization(quantization, tensor, place);
        }
    }

    private static void CheckQuantization(TfliteQuantization quantization, TfliteTensor tensor, string place)
    {
        int scales = quantization.Scales.Length;
        if (scales == 0 || quantization.ZeroPoints.Length != scales)
        {
            throw new ModelFormatException($"The {place} has {scales} scales and {quantization.ZeroPoints.Length} zero points; there must be as many of one as of the other. Convert the model again.");
        }

        if (scales > 1 && (quantization.Axis < 0 || quantization.Axis >= tensor.Shape.Length || tensor.Shape[quantization.Axis] != scales))
        {
            throw new ModelFormatException($"The {place} has {scales} scales along axis {quantization.Axis}, which does not fit its shape [{string.Join(", ", tensor.Shape)}]. Convert the model again.");
        }

        foreach (float scale in quantization.Scales)
        {
            if (!float.IsFinite(scale) || scale <= 0)
            {
                throw new ModelFormatException(FormattableString.Invariant($"The {place} has the scale {scale}; scales are finite and positive. Convert the model again, with data that covers every value."));
            }
        }

        if (quantization.ZeroPoints.Any(zeroPoint => zeroPoint is < int.MinValue or > int.MaxValue))
        {
            throw new ModelFormatException($"The {place} has a zero point beyond 32 bits. The file is damaged; convert the model again.");
        }
    }

    /// <summary>Each tensor is there before it is read, and is written once.</summary>
    private static void CheckOrder(TfliteModel model)
    {
        bool[] exists = [.. model.Tensors.Select(tensor => tensor.IsConstant || tensor.IsVariable)];
        foreach (int input in model.Inputs)
        {
            RequireTensor(model, input, "The graph's inputs");
            Define(model, exists, input, "an input of the graph");
        }

        for (int i = 0; i < model.Operators.Length; i++)
        {
            CheckOperator(model, exists, i);
        }

        if (model.Inputs.IsEmpty || model.Outputs.IsEmpty)
        {
            throw new ModelFormatException("Its graph has no input or no output. Convert the model again.");
        }

        foreach (int output in model.Outputs)
        {
            RequireTensor(model, output, "The graph's outputs");
            RequireDefined(model, exists, output, "The graph returns");
        }
    }

    private static void CheckOperator(TfliteModel model, bool[] exists, int index)
    {
        TfliteOperator op = model.Operators[index];
        string place = $"Operator {index} ({Printable.Text(op.Name)})";
        foreach (int input in op.Inputs.Where(input => input != -1))
        {
            RequireTensor(model, input, place);
            RequireDefined(model, exists, input, $"{place} reads");
        }

        foreach (int intermediate in op.Intermediates.Where(intermediate => intermediate != -1))
        {
            RequireTensor(model, intermediate, place);
        }

        foreach (int output in op.Outputs)
        {
            RequireTensor(model, output, place);
            Define(model, exists, output, $"the output of operator {index}");
        }
    }

    private static void CheckSignature(TfliteModel model)
    {
        foreach (TfliteNamedTensor name in model.Signature is { } signature ? [.. signature.Inputs, .. signature.Outputs] : Array.Empty<TfliteNamedTensor>())
        {
            RequireTensor(model, name.Tensor, $"The name '{Printable.Text(name.Name)}'");
        }
    }

    private static void RequireTensor(TfliteModel model, int tensor, string user)
    {
        if (tensor < 0 || tensor >= model.Tensors.Length)
        {
            throw new ModelFormatException($"{user} name tensor {tensor}, but there are {model.Tensors.Length}. The file is damaged; convert the model again.");
        }
    }

    private static void RequireDefined(TfliteModel model, bool[] exists, int tensor, string reads)
    {
        if (!exists[tensor])
        {
            throw new ModelFormatException($"{reads} {PlaceOf(model, tensor)}, which is neither a constant nor an input nor computed before. The operators form a cycle or are out of order; convert the model again.");
        }
    }

    private static void Define(TfliteModel model, bool[] exists, int tensor, string role)
    {
        if (exists[tensor])
        {
            throw new ModelFormatException($"The {PlaceOf(model, tensor)} is {role}, but already has a value: it is a constant or computed twice. Convert the model again.");
        }

        exists[tensor] = true;
    }
}
