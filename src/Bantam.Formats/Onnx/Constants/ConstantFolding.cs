using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Computes nodes whose inputs are all constant when the model is read.</summary>
internal static class ConstantFolding
{
    // What these decode stays as it is stored: quantized weights keep their codes. Those that only rearrange do it themselves.
    private static readonly HashSet<string> s_keepsStored = new(StringComparer.Ordinal) { "DequantizeLinear", "Quant", "BipolarQuant", "IntQuant" };

    private static readonly HashSet<string> s_reads = new(StringComparer.Ordinal)
    {
        "Constant", "ConstantOfShape", "Identity", "Shape", "Size", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten",
        "Slice", "Split", "Gather", "Concat", "Expand", "Range", "Cast", "CastLike", "Dropout",
    };

    /// <summary>Computes a node, if it depends on constants alone.</summary>
    public static bool TryFold(OnnxNode node, NodeReader reader)
    {
        if (s_reads.Contains(node.OpType) || s_keepsStored.Contains(node.OpType) || node.Inputs.Count == 0)
        {
            return false;
        }

        List<ConstantTensor> constants = [];
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (reader.Optional(i) is { } input)
            {
                if (input.Constant is not { } constant)
                {
                    return false;
                }

                constants.Add(constant);
            }
        }

        if (ConstantArithmetic.TryCompute(node.OpType, [.. constants]) is { } result)
        {
            reader.Set(ImportedValue.Of(result));
            return true;
        }

        FoldByOps(node, reader);
        return true;
    }

    /// <summary>Builds the ops of the node in a graph of its own and runs them: what holds for activations holds for constants.</summary>
    private static void FoldByOps(OnnxNode node, NodeReader reader)
    {
        ImportContext scratch = new(reader.Opset, reader.Graph.Reads) { NodeName = reader.Graph.NodeName };
        foreach (string name in node.Inputs.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            scratch.Define(name, reader.Graph.Find(name)!, node.Place);
        }

        OpReaders.Read(node, new NodeReader(node, scratch));
        ParameterStore values = new ParameterStore().With(scratch.ParameterValues);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0 && scratch.Find(node.Outputs[i]) is { } output)
            {
                reader.Set(i, output.Constant is null ? ImportedValue.Of(Computed(scratch, output, values)) : output);
            }
        }
    }

    private static ConstantTensor Computed(ImportContext scratch, ImportedValue output, ParameterStore values)
    {
        float[] numbers = Run(scratch.Declared(output), values.With(scratch.ParameterValues), new(ReferenceEqualityComparer.Instance)).ToArray<float>();
        return ConstantTensor.Of(output.Element, output.Shape, i => numbers[i], i => (long)MathF.Round(numbers[i]));
    }

    private static Tensor Run(Value value, ParameterStore values, Dictionary<Value, Tensor> computed)
    {
        if (value.Type.Shape.Count > ConstantTensor.MaximumComputed)
        {
            throw new ModelFormatException($"'{value.Name}' depends on constants alone and has the shape {value.Type.Shape}, too large to compute at import. Store it in the file.");
        }

        if (!computed.TryGetValue(value, out Tensor? tensor))
        {
            tensor = value is Node node
                ? node.Op.Apply([.. node.Inputs.Select(input => Run(input, values, computed))])
                : values[(Parameter)value];
            computed[value] = tensor;
        }

        return tensor;
    }
}
