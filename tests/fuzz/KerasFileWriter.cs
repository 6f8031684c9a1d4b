using PureHDF;

namespace Bantam.Fuzz;

/// <summary>A weight as Keras stores it.</summary>
/// <param name="Name">Its name within the layer: <c>kernel</c>.</param>
/// <param name="Lengths">Its axis lengths.</param>
/// <param name="Values">Its values, row-major.</param>
internal sealed record KerasWeight(string Name, int[] Lengths, float[] Values);

/// <summary>Writes HDF5 files in the layout of Keras: a description as attribute of the root, and a group of weights for each layer.</summary>
internal sealed class KerasFileWriter
{
    private readonly List<(string Layer, KerasWeight[] Weights)> _layers = [];

    /// <summary>Adds the weights of a layer.</summary>
    public KerasFileWriter Add(string layer, params KerasWeight[] weights)
    {
        _layers.Add((layer, weights));
        return this;
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="config">The description as JSON; null for a file of weights only.</param>
    public byte[] Write(string? config)
    {
        H5Group weights = [];
        weights.Attributes["layer_names"] = _layers.Select(layer => layer.Layer).ToArray();
        weights.Attributes["backend"] = "tensorflow";
        foreach ((string layer, KerasWeight[] tensors) in _layers)
        {
            H5Group outer = [];
            if (tensors.Length > 0)
            {
                H5Group inner = [];
                outer.Attributes["weight_names"] = tensors.Select(tensor => $"{layer}/{tensor.Name}:0").ToArray();
                foreach (KerasWeight tensor in tensors)
                {
                    inner[$"{tensor.Name}:0"] = new H5Dataset(tensor.Values, fileDims: [.. tensor.Lengths.Select(length => (ulong)length)]);
                }

                outer[layer] = inner;
            }

            weights[layer] = outer;
        }

        H5File file = config is null ? [] : new H5File { ["model_weights"] = weights };
        if (config is not null)
        {
            file.Attributes["model_config"] = config;
            file.Attributes["keras_version"] = "2.11.0";
        }
        else
        {
            file.Attributes["layer_names"] = _layers.Select(layer => layer.Layer).ToArray();
            foreach ((string layer, KerasWeight[] _) in _layers)
            {
                file[layer] = weights[layer];
            }
        }

        using MemoryStream stream = new();
        file.Write(stream);
        return stream.ToArray();
    }
}
