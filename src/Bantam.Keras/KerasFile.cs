using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Reads networks that Keras saved as HDF5 (<c>model.save('net.h5')</c>): sequential and functional ones.</summary>
/// <remarks>
/// <para>Layers: InputLayer, Dense, Conv1D, Conv2D, DepthwiseConv2D, SeparableConv2D, BatchNormalization, Activation, ReLU, LeakyReLU,
/// ELU, Softmax, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, Flatten, Reshape, Permute, Dropout, Add, Subtract,
/// Multiply, Concatenate, ZeroPadding2D, Rescaling. Any other is refused with its name.</para>
/// <para>Nothing in a file is executed: Lambda layers are refused. Files need a just-in-time compiler to be read. Not for <c>.keras</c> archives.</para>
/// </remarks>
public static class KerasFile
{
    /// <summary>Reads a network with its weights.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The network; layers keep their names, their weights are <c>NAME.weight</c> and <c>NAME.bias</c>.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or its weights do not fit its layers.</exception>
    /// <exception cref="UnsupportedException">A layer, or an option of one, is not supported: the message names it.</exception>
    public static Graph Load(string path) => Named(path, () => Read(KerasContainer.BytesOf(path)));

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelFormatException">The file is damaged, or its weights do not fit its layers.</exception>
    /// <exception cref="UnsupportedException">A layer, or an option of one, is not supported: the message names it.</exception>
    public static Graph Read(byte[] file)
    {
        using KerasContainer container = new(file);
        return Checked(() => KerasGraph.Build(KerasConfig.Parse(container.ModelConfig()), container));
    }

    /// <summary>Reads the weights alone, also of files that hold nothing else (<c>model.save_weights('net.h5')</c>).</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors as Keras lays them out (kernels HWIO), under <c>LAYER/WEIGHT</c>: <c>conv2d/kernel</c>.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    public static IReadOnlyList<NamedTensor> LoadWeights(string path) => Named(path, () =>
    {
        using KerasContainer container = new(KerasContainer.BytesOf(path));
        return container.AllWeights();
    });

    /// <summary>Lets a broken description appear as what it is, a broken file, wherever it is found out.</summary>
    private static Graph Checked(Func<Graph> build)
    {
        try
        {
            return build();
        }
        catch (Exception fault) when (fault is ShapeException or ArgumentException or OverflowException or DivideByZeroException
            or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ModelFormatException($"Its layers do not fit together: {fault.Message}", fault);
        }
    }

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ModelFormatException fault)
        {
            throw new ModelFormatException($"{path} cannot be read. {fault.Message}", fault);
        }
    }
}
