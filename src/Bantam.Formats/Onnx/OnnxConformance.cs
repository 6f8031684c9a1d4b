using System.Collections.Immutable;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Runs the operator cases that the ONNX project publishes: a model, its inputs, and the outputs that it must have.</summary>
/// <remarks>
/// A network's inputs are real numbers, so integer inputs are bound as constants before the import, and so are inputs whose
/// value an operator needs when it is read (scales, bounds, shapes). All others stay inputs, in the order of ONNX (NCHW).
/// </remarks>
public static class OnnxConformance
{
    // The tolerances of the ONNX project itself.
    private const double Relative = 1e-3;
    private const double Absolute = 1e-7;

    /// <summary>Runs all cases below a folder.</summary>
    /// <param name="folder">The folder; each case is a folder below it with <c>model.onnx</c> and <c>test_data_set_N</c>.</param>
    /// <returns>The outcomes in the order of the cases' paths. Real numbers agree to 0.1 % plus 10⁻⁷, integers exactly.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ConformanceReport Run(string folder)
    {
        string[] models = [.. Directory.GetFiles(folder, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return new ConformanceReport([.. models.Select(model => ConformanceCase.Of(NameOf(folder, model), () => Difference(model)))]);
    }

    /// <summary>Runs one case.</summary>
    /// <param name="path">Its model.</param>
    /// <returns>What differs; null where nothing does.</returns>
    internal static string? Difference(string path)
    {
        OnnxModel model = OnnxReader.Model(OnnxFile.Bytes(path));
        string[] sets = [.. Directory.GetDirectories(Path.GetDirectoryName(path)!, "test_data_set_*").Order(StringComparer.Ordinal)];
        return sets.Length == 0
            ? "It has no data set."
            : sets.Select(set => Difference(model, Tensors(set, "input"), Tensors(set, "output"))).FirstOrDefault(difference => difference is not null);
    }

    private static string NameOf(string folder, string model) =>
        Path.GetRelativePath(folder, Path.GetDirectoryName(model)!).Replace(Path.DirectorySeparatorChar, '/');

    private static List<ConstantTensor> Tensors(string set, string kind)
    {
        List<ConstantTensor> tensors = [];
        for (string path; File.Exists(path = Path.Combine(set, $"{kind}_{tensors.Count}.pb"));)
        {
            tensors.Add(ConstantTensor.Read(OnnxReader.Tensor(OnnxFile.Bytes(path)), null));
        }

        return tensors;
    }

    private static string? Difference(OnnxModel model, List<ConstantTensor> inputs, List<ConstantTensor> expected)
    {
        OnnxChecks.Check(model);
        HashSet<string> initialized = [.. model.Graph?.Initializers.Select(tensor => tensor.Name) ?? []];
        string[] names = [.. model.Graph?.Inputs.Select(input => input.Name).Where(name => !initialized.Contains(name)) ?? []];
        if (names.Length != inputs.Count)
        {
            return $"It has {names.Length} inputs, but {inputs.Count} are published.";
        }

        Dictionary<string, ConstantTensor> given = names.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        ImportedNetwork network = Import(model, given);
        ConstantTensor[] outputs = Run(network, given);
        return outputs.Length < expected.Count
            ? $"It has {outputs.Length} outputs, but {expected.Count} are published."
            : expected.Select((tensor, i) => Difference(network.Outputs[i].Name, outputs[i], tensor)).FirstOrDefault(difference => difference is not null);
    }

    /// <summary>Imports a model, with as few inputs bound as constants as possible.</summary>
    private static ImportedNetwork Import(OnnxModel model, Dictionary<string, ConstantTensor> given)
    {
        ImmutableDictionary<string, ConstantTensor> bound = given.Where(pair => !pair.Value.Element.IsFloat).ToImmutableDictionary();
        while (true)
        {
            try
            {
                OnnxImportOptions options = new()
                {
                    KeepsChannelsFirst = true,
                    InputShapes = given.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Shape),
                    Constants = bound,
                };
                return OnnxImporter.Import(model, options, null);
            }
            catch (UnknownConstantException fault) when (given.ContainsKey(fault.ValueName) && !bound.ContainsKey(fault.ValueName))
            {
                bound = bound.Add(fault.ValueName, given[fault.ValueName]);
            }
            catch (UnknownConstantException fault)
            {
                throw new UnsupportedException(fault.Message);
            }
        }
    }

    private static ConstantTensor[] Run(ImportedNetwork network, Dictionary<string, ConstantTensor> given)
    {
        Value[] computed = [.. network.Outputs.Select(output => output.Value).OfType<Value>()];
        Queue<Tensor> results = new(computed.Length == 0
            ? []
            : new Graph(network.Inputs, computed, network.Values).Run([.. network.Inputs.Select(input => Tensor.From<float>(input.Type.Shape, given[input.Name].Singles()))]));
        return [.. network.Outputs.Select(output => output.Constant ?? ToConstant(output, results.Dequeue()))];
    }

    private static ConstantTensor ToConstant(ImportedOutput output, Tensor tensor)
    {
        float[] values = tensor.ToArray<float>();
        return ConstantTensor.Of(output.Element, tensor.Shape, i => values[i], i => (long)MathF.Round(values[i]));
    }

    private static string? Difference(string name, ConstantTensor actual, ConstantTensor expected)
    {
        if (actual.Shape != expected.Shape || actual.Element.IsFloat != expected.Element.IsFloat)
        {
            return $"Output '{name}' is {actual.Element}{actual.Shape}, but {expected.Element}{expected.Shape} is published.";
        }

        for (int i = 0; i < expected.Count; i++)
        {
            (double got, double wanted) = (actual.Real(i), expected.Real(i));
            double tolerance = expected.Element.IsFloat ? Absolute + (Relative * Math.Abs(wanted)) : 0;
            bool isSame = got == wanted || (double.IsNaN(got) && double.IsNaN(wanted)) || Math.Abs(got - wanted) <= tolerance;
            if (!isSame)
            {
                return FormattableString.Invariant($"Output '{name}' has {got} at {i}, but {wanted} is published.");
            }
        }

        return null;
    }
}
