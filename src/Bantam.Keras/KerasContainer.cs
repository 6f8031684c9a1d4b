using Bantam.Formats;
using Bantam.Model;
using PureHDF;
using PureHDF.VOL.Native;

namespace Bantam.Keras;

/// <summary>The HDF5 file below: a description as JSON, and a group of weights for each layer.</summary>
/// <remarks>The HDF5 reader trusts files more than we may: sizes are compared with the file's before anything of that size is made, and whatever it throws becomes one kind of exception.</remarks>
internal sealed class KerasContainer : IDisposable
{
    private const long MaximumFileBytes = 1L << 30;
    private const int MaximumRatio = 100;
    private const int MaximumNames = 10_000;
    private const int MaximumRank = 8;

    private readonly int _length;
    private readonly NativeFile _file;

    /// <summary>Opens a file.</summary>
    /// <param name="bytes">All its bytes.</param>
    /// <exception cref="ModelFormatException">It is no HDF5 file.</exception>
    public KerasContainer(byte[] bytes)
    {
        HdfBounds.Check(bytes);
        _length = bytes.Length;
        _file = Guarded(() => H5File.Open(new MemoryStream(bytes, writable: false), leaveOpen: false));
    }

    /// <summary>The bytes of a file that may be read.</summary>
    public static byte[] BytesOf(string path)
    {
        long length = new FileInfo(path).Length;
        return length <= MaximumFileBytes
            ? File.ReadAllBytes(path)
            : throw new ModelFormatException($"It has {length} bytes; at most {MaximumFileBytes} are read.");
    }

    /// <summary>The description of the network.</summary>
    /// <exception cref="UnsupportedException">The file holds weights only.</exception>
    public string ModelConfig() => Guarded(() => _file.AttributeExists("model_config")
        ? Text(_file.Attribute("model_config"))
        : throw new UnsupportedException("The file holds no description of its network (attribute model_config), only weights at most. Save it with model.save, not with model.save_weights."));

    /// <summary>The weights of one layer by the last part of their names: <c>kernel</c>, <c>bias</c>.</summary>
    public Dictionary<string, Tensor> Weights(string layer) => Guarded(() =>
    {
        IH5Group root = WeightRoot();
        Dictionary<string, Tensor> weights = [];
        if (root.LinkExists(layer))
        {
            foreach (NamedTensor weight in WeightsOf(GroupOf(root, layer)))
            {
                weights[weight.Name] = weight.Value;
            }
        }

        return weights;
    });

    /// <summary>All weights, under <c>LAYER/WEIGHT</c>.</summary>
    public IReadOnlyList<NamedTensor> AllWeights() => Guarded(() =>
    {
        IH5Group root = WeightRoot();
        return (NamedTensor[])
        [
            .. from layer in Names(root, "layer_names")
               from weight in WeightsOf(GroupOf(root, layer))
               select weight with { Name = $"{layer}/{weight.Name}" },
        ];
    });

    public void Dispose() => _file.Dispose();

    private IH5Group WeightRoot() => _file.LinkExists("model_weights") ? GroupOf(_file, "model_weights") : _file;

    private IH5Group GroupOf(IH5Group owner, string name)
    {
        IH5Group found = owner.Group(name);
        HdfOrigin.Require(found, _file, name);
        return found;
    }

    private IEnumerable<NamedTensor> WeightsOf(IH5Group layer) =>
        Names(layer, "weight_names").Select(name => new NamedTensor(LastPart(name), Read(layer.Dataset(name), name)));

    /// <summary><c>conv2d/kernel:0</c> is the kernel.</summary>
    private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..].Split(':')[0];

    /// <summary>A list of names; long ones are cut into attributes NAME0, NAME1, ….</summary>
    private List<string> Names(IH5Group owner, string attribute)
    {
        if (owner.AttributeExists(attribute))
        {
            return [.. Texts(owner.Attribute(attribute))];
        }

        List<string> names = [];
        for (int part = 0; owner.AttributeExists($"{attribute}{part}") && names.Count <= MaximumNames; part++)
        {
            names.AddRange(Texts(owner.Attribute($"{attribute}{part}")));
        }

        return names;
    }

    private string[] Texts(IH5Attribute attribute)
    {
        long count = Count(attribute.Space.Dimensions, attribute.Name);
        return count is >= 0 and <= MaximumNames && Fits(count, attribute.Type.Size)
            ? count == 0 ? [] : [.. attribute.Read<string[]>().Select(Trimmed)]
            : throw new ModelFormatException($"The attribute '{attribute.Name}' states {count} names; at most {MaximumNames} are read. The file is damaged.");
    }

    private string Text(IH5Attribute attribute) => Fits(1, attribute.Type.Size) && Count(attribute.Space.Dimensions, attribute.Name) == 1
        ? Trimmed(attribute.Read<string>())
        : throw new ModelFormatException($"The attribute '{attribute.Name}' is not one text. The file is damaged.");

    private static string Trimmed(string? text) => (text ?? "").TrimEnd('\0');

    private Tensor Read(IH5Dataset dataset, string name)
    {
        HdfOrigin.Require(dataset, _file, name);
        if (dataset.Type.Class != H5DataTypeClass.FloatingPoint || dataset.Type.Size != sizeof(float))
        {
            throw new UnsupportedException($"The weight '{name}' holds {dataset.Type.Class} values of {dataset.Type.Size} bytes; Float32 is read. Save the network with floatx 'float32'.");
        }

        ulong[] lengths = dataset.Space.Dimensions;
        long count = Count(lengths, name);
        if (!Fits(count, sizeof(float)) || lengths.Length > MaximumRank)
        {
            throw new ModelFormatException($"The weight '{name}' states {count} values along {lengths.Length} axes, more than a file of {_length} bytes can hold. The file is damaged.");
        }

        Shape shape = new(Array.ConvertAll(lengths, length => (int)length));
        return Tensor.From(shape, lengths.Length == 0 ? [dataset.Read<float>()] : dataset.Read<float[]>());
    }

    private static long Count(ulong[] lengths, string name)
    {
        UInt128 count = 1;
        foreach (ulong length in lengths)
        {
            count *= length;
            if (count > int.MaxValue)
            {
                throw new ModelFormatException($"'{name}' states more than {int.MaxValue} elements. The file is damaged.");
            }
        }

        return (long)count;
    }

    /// <summary>Whether so many elements can come from a file of this size, compressed ones included.</summary>
    private bool Fits(long count, int size) => size >= 0 && count * size <= (1 << 20) + ((long)MaximumRatio * _length);

    // The reader throws whatever its own code runs into on a damaged file.
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is not (ModelFormatException or UnsupportedException))
        {
            throw new ModelFormatException($"It is no complete HDF5 file ({fault.Message}). Save the network again.", fault);
        }
    }
}
