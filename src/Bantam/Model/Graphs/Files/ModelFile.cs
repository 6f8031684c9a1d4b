using System.IO.Compression;
using System.Text;

namespace Bantam.Model;

/// <summary>Saves networks and loads them again: a <c>.bantam</c> file.</summary>
/// <remarks>
/// A zip archive that any tool can open: <c>graph.json</c> (structure), one <c>parameters/NAME.npy</c> for each parameter, and
/// <c>hash.txt</c> with the SHA-256 of the content. The same network gives the same bytes.
/// </remarks>
public static class ModelFile
{
    private const string GraphEntry = "graph.json";
    private const string HashEntry = "hash.txt";
    private const int MaximumEntries = 20_000;
    private const int MaximumGraphBytes = 64 << 20;
    private const long MaximumFileBytes = 4L << 30;

    // Entries carry a time; a fixed one keeps equal networks byte-equal. The zip format begins at 1980.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Saves a network. An existing file is replaced only when the new one is complete on the disk.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">The file, by custom ending in <c>.bantam</c>.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="UnsupportedException">The network holds an op that files cannot store.</exception>
    /// <exception cref="ArgumentException">A value of the network is not finite, so that the file could not be loaded again.</exception>
    public static void Save(Graph graph, string path)
    {
        ArgumentNullException.ThrowIfNull(graph);
        AtomicFile.Write(path, stream => Write(graph, stream));
    }

    /// <summary>Loads a network.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The network with its values.</returns>
    /// <exception cref="ModelFormatException">The file is no model, is damaged, or was changed after it was saved.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Graph Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        try
        {
            return Read(stream);
        }
        catch (ModelFormatException fault)
        {
            throw new ModelFormatException($"{path} cannot be loaded. {fault.Message}", fault);
        }
    }

    internal static void Write(Graph graph, Stream stream)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, GraphEntry, Encoding.UTF8.GetBytes(GraphJson.Write(graph)));
        foreach (Parameter parameter in graph.Parameters)
        {
            Tensor value = graph.Values[parameter];
            CheckFinite(parameter, value);
            Add(zip, EntryOf(parameter), NpyFormat.Write(value));
        }

        Add(zip, HashEntry, Encoding.ASCII.GetBytes(graph.ContentHash() + "\n"));
    }

    internal static Graph Read(Stream stream)
    {
        if (stream.Length > MaximumFileBytes)
        {
            throw new ModelFormatException($"The file has {stream.Length} bytes; a model has at most {MaximumFileBytes}.");
        }

        try
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(zip);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw new ModelFormatException($"It is not a complete zip archive ({fault.Message}). Save the model again.", fault);
        }
    }

    private static Graph Read(ZipArchive zip)
    {
        if (zip.Entries.Count > MaximumEntries)
        {
            throw new ModelFormatException($"It has {zip.Entries.Count} entries; a model has at most {MaximumEntries}.");
        }

        Graph structure = GraphJson.Read(Encoding.UTF8.GetString(BoundedZip.Extract(zip, GraphEntry, MaximumGraphBytes)));
        CheckEntries(zip, structure);

        Dictionary<Parameter, Tensor> values = [];
        foreach (Parameter parameter in structure.Parameters)
        {
            string name = EntryOf(parameter);
            long limit = parameter.Type.SizeBytes + ushort.MaxValue;
            values[parameter] = NpyFormat.Read(name, BoundedZip.Extract(zip, name, limit), parameter.Type);
        }

        Graph graph = structure.With(structure.Values.With(values));
        string stored = Encoding.ASCII.GetString(BoundedZip.Extract(zip, HashEntry, maximumBytes: 128)).Trim();
        string actual = graph.ContentHash();
        return stored == actual
            ? graph
            : throw new ModelFormatException($"Its content has the hash {actual}, but {HashEntry} says {stored}: it was changed after it was saved. Restore the file, or delete nothing and train again.");
    }

    /// <summary>Nothing is ever written to a path that an archive names, but an archive that holds more than its graph declares is not ours.</summary>
    private static void CheckEntries(ZipArchive zip, Graph structure)
    {
        HashSet<string> expected = [GraphEntry, HashEntry, .. structure.Parameters.Select(EntryOf)];
        HashSet<string> seen = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (!expected.Contains(entry.FullName) || !seen.Add(entry.FullName))
            {
                throw new ModelFormatException($"It holds the entry '{entry.FullName}' that its {GraphEntry} does not declare, or holds it twice. It was not written by Bantam.");
            }
        }
    }

    private static void CheckFinite(Parameter parameter, Tensor value)
    {
        if (value.FirstNotFinite() is { } number)
        {
            throw new ArgumentException($"Parameter '{parameter.Name}' holds a value that is not finite ({number}), so the network is not saved. Its training diverged; lower the learning rate and train again.");
        }
    }

    private static string EntryOf(Parameter parameter) => $"parameters/{parameter.Name}.npy";

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = EntryTime;
        using Stream stream = entry.Open();
        stream.Write(bytes);
    }
}

/// <summary>A file that is not a model, or a damaged one.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Reports what is wrong with a model file.</summary>
    /// <param name="message">What is wrong, what was expected, what to do.</param>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Reports what is wrong with a model file.</summary>
    /// <param name="message">What is wrong, what was expected, what to do.</param>
    /// <param name="innerException">The finding in detail.</param>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
