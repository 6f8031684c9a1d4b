using System.Reflection;
using Bantam.Model;
using PureHDF;
using PureHDF.VOL.Native;

namespace Bantam.Keras;

/// <summary>Demands that values lie in the file itself: links to other files, and raw files beside it, could name anything on the disk.</summary>
internal static class HdfOrigin
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    // The reader tells neither openly. Its version is pinned, and a test fails where these names are gone.
    private static readonly PropertyInfo s_externalFiles = typeof(NativeDataset).GetProperty("InternalExternalFileList", Hidden)!;
    private static readonly PropertyInfo s_context = typeof(NativeObject).GetProperty("Context", Hidden)!;
    private static readonly PropertyInfo s_file = s_context.PropertyType.GetProperty("File")!;

    /// <summary>Checks a group or a data set.</summary>
    /// <param name="item">The object.</param>
    /// <param name="file">The file in which it must lie.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ModelFormatException">It lies in another file, or its values do.</exception>
    public static void Require(IH5Object item, NativeFile file, string name)
    {
        bool isForeign = !ReferenceEquals(s_file.GetValue(s_context.GetValue(item)), file);
        bool isSpread = item is NativeDataset dataset && (s_externalFiles.GetValue(dataset) is not null || dataset.Layout.Class == H5DataLayoutClass.VirtualStorage);
        if (isForeign || isSpread)
        {
            throw new ModelFormatException($"'{name}' lies in another file. Networks are read from one file only: save the network whole.");
        }
    }
}
