using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Runs published TensorFlow Lite models of one operator with integer activations, from the file to the bytes of a plan.</summary>
/// <remarks>
/// The layout: <c>OP/CASE.tflite</c>, one line of comma-separated integers in <c>CASE_inputK_TYPE.csv</c> for each input and in
/// <c>CASE_golden_TYPE.csv</c>, in a zip archive or in a folder. An entry of more than 4 MiB is refused.
/// </remarks>
public static class TfliteOpConformance
{
    private const long MaximumBytes = 4 << 20;

    /// <summary>Runs all cases.</summary>
    /// <param name="path">The archive or the folder.</param>
    /// <returns>The outcomes in the order of the names.</returns>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    /// <exception cref="InvalidDataException">The archive is none.</exception>
    public static ConformanceReport Run(string path)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))];
            return Run(files, name => ReadBounded(Path.Combine(path, name)));
        }

        using ZipArchive zip = ZipFile.OpenRead(path);
        return Run([.. zip.Entries.Select(entry => entry.FullName)], name => BoundedZip.Extract(zip, name, MaximumBytes));
    }

    private static ConformanceReport Run(string[] names, Func<string, byte[]> read)
    {
        const string ending = ".tflite";
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        return new ConformanceReport(
        [
            .. sorted.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Select(model =>
            {
                string stem = model[..^ending.Length];
                string[] inputs = [.. sorted.Where(name => name.StartsWith(stem + "_input", StringComparison.Ordinal))];
                string? golden = sorted.FirstOrDefault(name => name.StartsWith(stem + "_golden", StringComparison.Ordinal));
                return ConformanceCase.Of(stem, () => Difference(
                    read(model),
                    [.. inputs.Select(input => Numbers(read(input)))],
                    Numbers(read(golden ?? throw new ModelFormatException($"{model} has no file of expected outputs beside it.")))));
            }),
        ]);
    }

    /// <summary>What differs from the expected output; null where nothing does.</summary>
    private static string? Difference(byte[] model, List<int[]> inputs, int[] expected)
    {
        Plan plan = Lowering.Lower(TfliteFile.Read(model));
        PlanRuntime runtime = new(plan);
        for (int i = 0; i < plan.Inputs.Count; i++)
        {
            // Inputs that are shapes became part of the plan.
            PlanBuffer buffer = plan.Inputs[i];
            int[] values = inputs.FirstOrDefault(candidate => candidate.Length == buffer.Shape.Count)
                ?? throw new ModelFormatException($"No file of inputs has the {buffer.Shape.Count} values of '{buffer.Name}'.");
            inputs.Remove(values);
            Write(values, runtime.InputBytes(i), buffer.Element);
        }

        runtime.Run((StepObserver?)null);
        int[] actual = Read(runtime.OutputBytes(0), plan.Output.Element);
        if (actual.Length != expected.Length)
        {
            return $"Expected {expected.Length} values but got {actual.Length}.";
        }

        int at = expected.AsSpan().CommonPrefixLength(actual);
        return at == expected.Length ? null : $"Value {at} of {expected.Length} is {actual[at]}, expected {expected[at]}.";
    }

    private static void Write(int[] values, Span<byte> bytes, ElementType element)
    {
        switch (element)
        {
            case ElementType.Int8:
                Write(values, MemoryMarshal.Cast<byte, sbyte>(bytes));
                break;
            case ElementType.Int16:
                Write(values, MemoryMarshal.Cast<byte, short>(bytes));
                break;
            default:
                Write(values, MemoryMarshal.Cast<byte, int>(bytes));
                break;
        }
    }

    private static void Write<T>(int[] values, Span<T> codes)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = T.CreateChecked(values[i]);
        }
    }

    private static int[] Read(ReadOnlySpan<byte> bytes, ElementType element) => element switch
    {
        ElementType.Int8 => [.. MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray().Select(code => (int)code)],
        ElementType.Int16 => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(code => (int)code)],
        _ => MemoryMarshal.Cast<byte, int>(bytes).ToArray(),
    };

    private static int[] Numbers(byte[] csv) =>
        [.. Encoding.ASCII.GetString(csv).Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private static byte[] ReadBounded(string path)
    {
        FileInfo file = new(path);
        return file.Length <= MaximumBytes ? File.ReadAllBytes(path) : throw new ModelFormatException($"{path} has {file.Length} bytes; a case has at most {MaximumBytes}.");
    }
}
