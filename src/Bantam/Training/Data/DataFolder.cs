namespace Bantam.Training;

/// <summary>Where the files of one data set lie.</summary>
/// <param name="dataset">The name of the data set, for errors.</param>
/// <param name="root">The data folder, or null where none is known.</param>
internal sealed class DataFolder(string dataset, string? root)
{
    /// <summary>The path of a file, or of one of its compressed forms: with <c>.gz</c> or <c>.br</c> behind the name.</summary>
    internal string Find(string folder, string file)
    {
        string expected = Path.Combine(folder, file);
        if (string.IsNullOrEmpty(root))
        {
            throw new FileNotFoundException($"The data set '{dataset}' is read from files, but no data folder is given. Set {DatasetCatalog.FolderVariable} to the folder that contains {expected}, or use generated data such as 'digits'.");
        }

        foreach (string ending in new[] { "", ".gz", ".br" })
        {
            string path = Path.Combine(root, expected + ending);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"The data set '{dataset}' needs the file {expected} (or {file}.gz, {file}.br), which is not in the data folder '{root}'. Put it there, or set {DatasetCatalog.FolderVariable} to the folder that contains it.");
    }
}
